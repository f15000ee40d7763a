package io.portrait.benchmark.http;

import java.io.IOException;

/** A way to read; one belongs to one thread. */
interface Way extends AutoCloseable {

  /**
   * Reads what a request asks for.
   *
   * @param number of the request, from 0: whose profile follows from it
   */
  void read(long number) throws IOException;

  @Override
  default void close() throws IOException {}

  /** Makes one for each thread. */
  interface Maker {
    Way open() throws IOException;
  }
}
