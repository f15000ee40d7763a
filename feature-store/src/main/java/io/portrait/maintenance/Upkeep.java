package io.portrait.maintenance;

import java.time.Duration;

/**
 * What is kept of tables, and for how long.
 *
 * @param keepAll every snapshot younger than this stays: who reads one has so much time for it
 * @param keepDaily of those that are older the last of each day (UTC) stays, up to this age
 * @param orphansAfter files of no snapshot go when they are so old; younger ones may be in use, or
 *     be needed by a job that is restored from a savepoint of that age
 * @param isDryRun only says what would be done
 */
public record Upkeep(
    Duration keepAll, Duration keepDaily, Duration orphansAfter, boolean isDryRun) {

  /** A day of all, a month of one a day. */
  public static final Upkeep DEFAULT =
      new Upkeep(Duration.ofDays(1), Duration.ofDays(30), Duration.ofDays(7), false);

  public Upkeep {
    if (keepAll.isNegative() || keepDaily.isNegative() || orphansAfter.isNegative()) {
      throw new IllegalArgumentException("durations are not negative");
    }
  }
}
