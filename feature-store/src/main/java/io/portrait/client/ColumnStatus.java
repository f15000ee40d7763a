package io.portrait.client;

/** What became of one column of one user. Where several would apply, the first of them counts. */
public enum ColumnStatus {
  /** It could not be read: {@link Profile#error()} says why. It may be there. */
  ERROR,
  /** The user was erased, and what still arrives is refused. */
  ERASED,
  /** There is no such user, or the user's row was written before the column was defined. */
  NOT_FOUND,
  /** The column is there and empty: an empty window, no segment yet, no embedding. */
  NULL,
  /** A value, but older than the client was told to trust. */
  STALE,
  /** A value whose window is not covered yet: the column is younger than its window. */
  PARTIAL,
  /** A value. */
  PRESENT;

  /** Whether there is a value to read. */
  public boolean hasValue() {
    return this == PRESENT || this == PARTIAL || this == STALE;
  }
}
