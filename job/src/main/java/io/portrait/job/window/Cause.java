package io.portrait.job.window;

/**
 * The event that a live row was made for: of several that went into one row the first, which waited
 * longest. Only for those who measure how fresh rows are.
 *
 * @param eventMillis when it happened, epoch milliseconds; {@link #UNKNOWN} for no event
 * @param arrivedMillis when it came into Kafka, by its record's timestamp; {@link #UNKNOWN} where
 *     nobody knows
 */
public record Cause(long eventMillis, long arrivedMillis) {

  /** No time. */
  public static final long UNKNOWN = Long.MIN_VALUE;

  /** Of a row that no event asked for. */
  public static final Cause NONE = new Cause(UNKNOWN, UNKNOWN);

  /**
   * Of an event.
   *
   * @param kafkaMillis the record's timestamp; not positive where it has none
   */
  static Cause of(long eventMillis, long kafkaMillis) {
    return new Cause(eventMillis, kafkaMillis > 0 ? kafkaMillis : UNKNOWN);
  }

  /** Whether there was an event. */
  public boolean isEvent() {
    return eventMillis != UNKNOWN;
  }

  /** Whether it is known when it came. */
  public boolean hasArrived() {
    return arrivedMillis != UNKNOWN;
  }
}
