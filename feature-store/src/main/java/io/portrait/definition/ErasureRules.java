package io.portrait.definition;

import java.time.Duration;

/**
 * What is left of a user who was erased, and for how long (section {@code erasure}).
 *
 * @param tombstone for how long, by the clock, events from before are refused
 * @param history how old a snapshot of a table may become that still holds the user, for time
 *     travel
 */
public record ErasureRules(Duration tombstone, Duration history) {

  /** What holds where the file says nothing. */
  public static final ErasureRules DEFAULT = new ErasureRules(Duration.ofDays(730), Duration.ZERO);
}
