package io.portrait.definition;

import java.time.Duration;

/**
 * When users are observed for history and learning (contract 7).
 *
 * @param every ticks are the multiples of it since 1970 UTC; whole seconds
 * @param activeWithin a user is observed whose latest event is at most so much older than the tick
 */
public record Observations(Duration every, Duration activeWithin) {

  /** What holds where the file says nothing. */
  public static final Observations DEFAULT =
      new Observations(Duration.ofDays(1), Duration.ofDays(60));
}
