package io.portrait.definition;

import java.util.Locale;

/** How a feature sums up the events of a window. */
public enum Aggregate {
  /** Events; 0 where there is none. */
  COUNT,
  /** Sum of {@code of}; 0 where there is none. */
  SUM,
  /** Arithmetic mean of {@code of}. */
  MEAN,
  /** Least {@code of}. */
  MIN,
  /** Greatest {@code of}. */
  MAX,
  /** Population standard deviation of {@code of}. */
  STDDEV,
  /** {@code of} of the earliest event by event time; of ties, any. */
  FIRST,
  /** {@code of} of the latest event by event time; of ties, any. */
  LAST,
  /** Days since the latest event, fractional. */
  RECENCY,
  /** Calendar days with an event, in the feature's zone; 0 where there is none. */
  DAYS_ACTIVE;

  /** Whether the feature must say {@code of}. */
  public boolean needsField() {
    return switch (this) {
      case COUNT, RECENCY, DAYS_ACTIVE -> false;
      case SUM, MEAN, MIN, MAX, STDDEV, FIRST, LAST -> true;
    };
  }

  /** The name as it stands in the definition file: {@code days_active}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
