package io.portrait.audit;

/** Where an audited value stands. */
public enum Leg {
  /** The row that is served. */
  REDIS("redis"),
  /** A row of an observation tick, from which training sets are drawn. */
  FEATURE_LOG("feature_log"),
  /** The current row offline, held against the one that is served. */
  PROFILES("profiles");

  private final String label;

  Leg(String label) {
    this.label = label;
  }

  /** As people and metrics call it. */
  public String label() {
    return label;
  }
}
