package io.portrait.job;

/**
 * The uid of every operator with or without state. A savepoint finds its state by them, so none is
 * ever renamed or reused; {@code savepoints/uids.txt} is the golden list.
 */
public final class Uids {

  /** Kafka source: offsets. */
  public static final String EVENTS = "events";

  /** Parsed records apart: counts. */
  public static final String CLEAN = "clean";

  /** Events waiting for the vector of their text. */
  public static final String EMBED = "embed";

  /** Everything remembered of each user, and counts. */
  public static final String WINDOW = "window";

  /** Rows of ticks made to examples for segments: nothing. */
  public static final String SEGMENT_EXAMPLES = "segment-examples";

  /** Examples for segments that wait for their turn. */
  public static final String SEGMENT_ORDER = "segment-order";

  /** The segments' model and all that it goes on learning from. */
  public static final String SEGMENT = "segment";

  /** Examples for churn that wait for their turn. */
  public static final String CHURN_ORDER = "churn-order";

  /** The churn model and all that it goes on learning from. */
  public static final String CHURN = "churn";

  /** Models at hand, rows that wait for theirs, and what was said of each user. */
  public static final String SCORE = "score";

  /** What is known of a model as of a tick, until all of it is there. */
  public static final String REPORTS = "reports";

  /** Rows made: counts. */
  public static final String PROFILE = "profile";

  /** Redis sink: rows not yet sent. */
  public static final String REDIS = "redis";

  /** Prefix of the uids of the Iceberg sink of current profiles. */
  public static final String ICEBERG_PROFILES = "iceberg-profiles";

  /** Prefix of the uids of the Iceberg sink of the feature log. */
  public static final String ICEBERG_FEATURE_LOG = "iceberg-feature-log";

  /** Prefix of the uids of the Iceberg sink of labels. */
  public static final String ICEBERG_LABELS = "iceberg-labels";

  /** Prefix of the uids of the Iceberg sink of models. */
  public static final String ICEBERG_MODELS = "iceberg-models";

  /** Prefix of the uids of the Iceberg sink of segment changes. */
  public static final String ICEBERG_SEGMENT_CHANGES = "iceberg-segment-changes";

  /** Prefix of the uids of the Iceberg sink of churn alerts. */
  public static final String ICEBERG_CHURN_ALERTS = "iceberg-churn-alerts";

  /** Prefix of the uids of the Kafka sink of segment changes. */
  public static final String KAFKA_SEGMENT_CHANGES = "kafka-segment-changes";

  /** Prefix of the uids of the Kafka sink of churn alerts. */
  public static final String KAFKA_CHURN_ALERTS = "kafka-churn-alerts";

  /** Prefix of the uids of the Iceberg sink of erasures. */
  public static final String ICEBERG_ERASURES = "iceberg-erasures";

  /** Prefix of the uids of the Iceberg sink of rejected events. */
  public static final String ICEBERG_REJECTED = "iceberg-rejected-events";

  private Uids() {}
}
