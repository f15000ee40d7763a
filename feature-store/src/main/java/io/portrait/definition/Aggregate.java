package io.portrait.definition;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

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
  DAYS_ACTIVE,
  /** Different values of {@code of}; 0 where there is none. */
  DISTINCT,
  /** The most frequent {@code of}, most frequent first; of ties, the lesser text first. */
  TOP,
  /** The least {@code of} such that a given share of the values is not greater. */
  QUANTILE;

  /** Whether the feature must say {@code of}. */
  public boolean needsField() {
    return switch (this) {
      case COUNT, RECENCY, DAYS_ACTIVE -> false;
      case SUM, MEAN, MIN, MAX, STDDEV, FIRST, LAST, DISTINCT, TOP, QUANTILE -> true;
    };
  }

  /** Whether it tells how a user's events lie in time. */
  boolean isOfTime() {
    return this == RECENCY || this == DAYS_ACTIVE;
  }

  /** Whether its columns are never null: nothing counts as 0. */
  public boolean isNeverNull() {
    return switch (this) {
      case COUNT, SUM, DAYS_ACTIVE, DISTINCT -> true;
      case MEAN, MIN, MAX, STDDEV, FIRST, LAST, RECENCY, TOP, QUANTILE -> false;
    };
  }

  /** Which fields it takes, where it takes one. */
  boolean takes(Field.Kind kind) {
    return switch (this) {
      case COUNT, RECENCY, DAYS_ACTIVE -> false;
      case SUM, MEAN, MIN, MAX, STDDEV, QUANTILE -> kind == Field.Kind.NUMBER;
      case TOP -> kind == Field.Kind.TEXT;
      case FIRST, LAST, DISTINCT -> true;
    };
  }

  /**
   * What its columns hold.
   *
   * @param of the field; null where it needs none
   */
  ColumnType columnType(@Nullable Field of) {
    return switch (this) {
      case COUNT, DAYS_ACTIVE, DISTINCT -> ColumnType.LONG;
      case SUM, MEAN, MIN, MAX, STDDEV, RECENCY, QUANTILE -> ColumnType.DOUBLE;
      case FIRST, LAST ->
          of != null && of.kind() == Field.Kind.TEXT ? ColumnType.STRING : ColumnType.DOUBLE;
      case TOP -> ColumnType.STRING_LIST;
    };
  }

  /** The name as it stands in the definition file: {@code days_active}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
