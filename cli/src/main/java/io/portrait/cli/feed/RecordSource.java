package io.portrait.cli.feed;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Records to feed: opened again under the same name, the same records in the same order. */
public interface RecordSource extends Closeable {

  /** What it is known by when feeding goes on after a restart. */
  String name();

  /**
   * The next record; a live source waits until it is due.
   *
   * @return null at the end
   * @throws IOException if it cannot be read; the message is one line
   * @throws InterruptedException if interrupted while waiting
   */
  byte @Nullable [] next() throws IOException, InterruptedException;

  /** Makes a {@link #next} that waits, in another thread, return null soon. */
  default void stop() {}

  /** How much of it has been read, from 0 to 1; NaN where there is no end. */
  double progress();
}
