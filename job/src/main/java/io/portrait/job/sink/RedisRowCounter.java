package io.portrait.job.sink;

import java.io.Serializable;

/**
 * Told how many rows went into Redis. Each subtask has a copy of its own, made by serialization,
 * and calls it from the thread that writes: what adds up must be static, or reached through
 * something that is.
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
