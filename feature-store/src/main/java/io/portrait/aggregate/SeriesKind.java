package io.portrait.aggregate;

import io.portrait.definition.Feature;
import io.portrait.definition.Field;

/**
 * What a series keeps of its events. Codes and versions stand in state: a code is never given anew,
 * and the version rises when a kind's bytes change.
 */
enum SeriesKind {
  COUNT(1),
  /** Sum and number of values: for sum and mean. */
  SUM(2),
  /** Sum, number and spread: for the standard deviation. */
  SPREAD(3),
  LEAST(4),
  GREATEST(5),
  FIRST_NUMBER(6),
  FIRST_TEXT(7),
  /** The time of the latest event: for recency. */
  LATEST(8),
  LAST_NUMBER(9),
  LAST_TEXT(10),
  DAYS(11),
  /** Hashes of values, or registers of them: for distinct. */
  DISTINCT(12),
  /** Texts and how often each: for top. */
  TOP(13),
  /** Values, or a sample of them: for quantiles. */
  QUANTILE(14);

  private static final int VERSION = 1;

  private final int code;

  SeriesKind(int code) {
    this.code = code;
  }

  /** The kind that a feature's values are read from. */
  static SeriesKind of(Feature feature) {
    boolean isText = feature.of() != null && feature.of().kind() == Field.Kind.TEXT;
    return switch (feature.aggregate()) {
      case COUNT -> COUNT;
      case SUM, MEAN -> SUM;
      case STDDEV -> SPREAD;
      case MIN -> LEAST;
      case MAX -> GREATEST;
      case FIRST -> isText ? FIRST_TEXT : FIRST_NUMBER;
      case LAST -> isText ? LAST_TEXT : LAST_NUMBER;
      case RECENCY -> LATEST;
      case DAYS_ACTIVE -> DAYS;
      case DISTINCT -> DISTINCT;
      case TOP -> TOP;
      case QUANTILE -> QUANTILE;
    };
  }

  /** Whether it keeps the latest event alone, of however long a past. */
  boolean isOfLatestEvent() {
    return this == LATEST || this == LAST_NUMBER || this == LAST_TEXT;
  }

  /** What stands in state for the kind and the version of its bytes. */
  int mark() {
    return (code << 3) | VERSION;
  }

  /** A series without events. */
  Series create(SeriesPlan plan) {
    return switch (this) {
      case COUNT -> new CountSeries(plan);
      case SUM -> new SumSeries(plan);
      case SPREAD -> new SpreadSeries(plan);
      case LEAST, GREATEST -> new ExtremeSeries(plan);
      case FIRST_NUMBER, FIRST_TEXT -> new FirstSeries(plan);
      case LATEST, LAST_NUMBER, LAST_TEXT -> new LatestSeries(plan);
      case DAYS -> new DaysSeries(plan);
      case DISTINCT -> new DistinctSeries(plan);
      case TOP -> new TopSeries(plan);
      case QUANTILE -> new QuantileSeries(plan);
    };
  }
}
