package io.portrait.ml;

import io.portrait.learning.Example;

/**
 * When a block of examples is learned from, beside when it is full. Never by the wall clock, so
 * that the same examples give the same blocks.
 */
public enum BlockEnd {
  /** Only when it is full: what follows a block waits for the next. */
  COUNT,
  /**
   * Also when an example is due at another time than those before it, and when the watermark passes
   * {@link Example#dueMillis}: what has been due is then in the model, to the last example.
   */
  TICK
}
