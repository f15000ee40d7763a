package io.portrait.online;

/**
 * What became of a {@link RowWrite}.
 *
 * @param status which of the four
 * @param error what Redis said; empty unless it was an error
 */
public record RowOutcome(Status status, String error) {

  /** It won. */
  public static final RowOutcome WRITTEN = new RowOutcome(Status.WRITTEN, "");

  /** What Redis holds is newer, or as new. */
  public static final RowOutcome REFUSED = new RowOutcome(Status.REFUSED, "");

  /** What became of a write. */
  public enum Status {
    WRITTEN,
    REFUSED,
    /** Redis cannot take it now: it is loading, full, a replica, ... Try again. */
    UNAVAILABLE,
    /** Redis will never take it. */
    FAILED
  }
}
