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

  /** Rows made: counts. */
  public static final String PROFILE = "profile";

  /** Redis sink: rows not yet sent. */
  public static final String REDIS = "redis";

  /** Prefix of the uids of the Iceberg sink of current profiles. */
  public static final String ICEBERG_PROFILES = "iceberg-profiles";

  /** Prefix of the uids of the Iceberg sink of the feature log. */
  public static final String ICEBERG_FEATURE_LOG = "iceberg-feature-log";

  /** Prefix of the uids of the Iceberg sink of rejected events. */
  public static final String ICEBERG_REJECTED = "iceberg-rejected-events";

  private Uids() {}
}
