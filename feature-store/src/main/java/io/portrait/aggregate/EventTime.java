package io.portrait.aggregate;

/** What watermarks and event times may be, so that adding windows to them never overflows. */
final class EventTime {

  /** No watermark has been seen: before every event. */
  static final long UNKNOWN = Long.MIN_VALUE;

  /** Event times are at most so far from 1970, 36 million years. */
  static final long LIMIT = 1L << 60;

  /** Durations are at most so long. */
  static final long LONGEST = 1L << 57;

  /** Milliseconds of a day, the unit of recency and tenure. */
  static final double DAY = 86_400_000.0;

  private EventTime() {}

  /**
   * The watermark as a time. {@link Long#MAX_VALUE}, which ends a bounded input, is not one: it
   * says nothing about event time.
   */
  static long known(long watermark) {
    return watermark > LIMIT || watermark < -LIMIT ? UNKNOWN : watermark;
  }
}
