package io.portrait.aggregate;

import io.portrait.definition.Definition;

/**
 * When users are observed.
 *
 * @param every ticks are its multiples, milliseconds
 * @param activeWithin a user is observed whose latest event is at most so much older, milliseconds;
 *     never more than retention, after which there is no user
 */
record Ticks(long every, long activeWithin) {

  static Ticks of(Definition definition) {
    return new Ticks(
        definition.observations().every().toMillis(),
        Math.min(
            definition.observations().activeWithin().toMillis(),
            definition.retention().toMillis()));
  }

  /** The first tick at or after a time. */
  long from(long time) {
    return -Math.floorDiv(-time, every) * every;
  }

  /** The first tick that a watermark has not passed. */
  long after(long watermark) {
    return from(watermark + 1);
  }

  /** Whether there is a tick after a time, and not after another. */
  boolean isBetween(long after, long until) {
    return Math.floorDiv(after, every) != Math.floorDiv(until, every);
  }

  /** Whether a user with this latest event is observed at the tick, which is not before it. */
  boolean isActive(long latest, long tick) {
    return tick - latest <= activeWithin;
  }
}
