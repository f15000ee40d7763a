package io.portrait.job.sink;

import java.io.Serializable;

/**
 * Told how many rows went into Redis. Called by the threads that write, so it must be thread-safe.
 */
@FunctionalInterface
public interface RedisRowCounter extends Serializable {

  /** For jobs that need no total. */
  RedisRowCounter NONE = rows -> {};

  /**
   * So many more rows won. A row whose answer was lost with the connection is sent again, found to
   * be there, and not counted.
   */
  void written(long rows);
}
