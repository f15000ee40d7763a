package io.portrait.online;

import io.portrait.profile.RowVersion;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What came of reading some columns of one user: all of one version of the row. Columns are slots,
 * in the order of {@link Selection#columns()}. Immutable once it is given away.
 */
public final class SelectedRow {

  /** What became of the user. */
  public enum Outcome {
    FOUND,
    /** Redis has no row, and knows of no erasure. */
    NOT_FOUND,
    /** Redis has no row, and says that the user was erased. */
    ERASED,
    /** It could not be read: {@link #error()} says why. */
    ERROR
  }

  /** What became of a column of a row that was found. */
  public enum State {
    /** The row's schema has no such column. */
    ABSENT,
    NULL,
    VALUE,
    /** The row's schema has it with another type. */
    UNREADABLE
  }

  private static final long[] NO_NUMBERS = {};
  private static final State[] NO_STATES = {};

  private final String userId;
  private final Outcome outcome;
  private final String error;
  private final boolean retryable;
  private final @Nullable RowVersion version;

  /** Null where it is {@link State#ABSENT}. */
  private final @Nullable State[] states;

  private final long[] numbers;
  private @Nullable Object @Nullable [] objects;
  private long @Nullable [] partialUntil;
  private float @Nullable [] embedding;

  private SelectedRow(
      String userId,
      Outcome outcome,
      String error,
      boolean retryable,
      @Nullable RowVersion version,
      int slots) {
    this.userId = userId;
    this.outcome = outcome;
    this.error = error;
    this.retryable = retryable;
    this.version = version;
    states = slots == 0 ? NO_STATES : new State[slots];
    numbers = slots == 0 ? NO_NUMBERS : new long[slots];
  }

  /** A row with nothing in it yet: every column is absent. */
  static SelectedRow found(String userId, RowVersion version, String error, int slots) {
    return new SelectedRow(userId, Outcome.FOUND, error, false, version, slots);
  }

  /** One Redis has no row of. */
  public static SelectedRow notFound(String userId) {
    return new SelectedRow(userId, Outcome.NOT_FOUND, "", false, null, 0);
  }

  static SelectedRow erased(String userId) {
    return new SelectedRow(userId, Outcome.ERASED, "", false, null, 0);
  }

  /**
   * One that could not be read.
   *
   * @param retryable whether the same may succeed later
   */
  public static SelectedRow failed(String userId, String error, boolean retryable) {
    return new SelectedRow(userId, Outcome.ERROR, error, retryable, null, 0);
  }

  void setNull(int slot) {
    states[slot] = State.NULL;
  }

  void setUnreadable(int slot) {
    states[slot] = State.UNREADABLE;
  }

  void setNumber(int slot, long number) {
    states[slot] = State.VALUE;
    numbers[slot] = number;
  }

  void setObject(int slot, Object object) {
    states[slot] = State.VALUE;
    if (objects == null) {
      objects = new Object[states.length];
    }
    objects[slot] = object;
  }

  void setPartialUntil(int slot, long millis) {
    if (partialUntil == null) {
      partialUntil = new long[states.length];
      Arrays.fill(partialUntil, Long.MIN_VALUE);
    }
    partialUntil[slot] = millis;
  }

  void setEmbedding(int slot, float @Nullable [] vector) {
    embedding = vector;
    states[slot] = vector == null ? State.NULL : State.VALUE;
  }

  public String userId() {
    return userId;
  }

  public Outcome outcome() {
    return outcome;
  }

  /** Why it, or some of its columns, could not be read; empty where nothing went wrong. */
  public String error() {
    return error;
  }

  /** Of one that could not be read: whether the same may succeed later. */
  public boolean retryable() {
    return retryable;
  }

  /** Null unless it was found. */
  public @Nullable RowVersion version() {
    return version;
  }

  /** What became of a column of a row that was found. */
  public State state(int slot) {
    State state = states[slot];
    return state == null ? State.ABSENT : state;
  }

  /** A number: of LONG and TIMESTAMP itself, of DOUBLE its bits. */
  public long number(int slot) {
    return numbers[slot];
  }

  /** A String, an unmodifiable list or map; null of any other column. */
  public @Nullable Object object(int slot) {
    return objects == null ? null : objects[slot];
  }

  /** When the column's window will be covered, epoch milliseconds; far in the past where it is. */
  public long partialUntil(int slot) {
    return partialUntil == null ? Long.MIN_VALUE : partialUntil[slot];
  }

  /** Null where there is none, or nobody asked; not to be changed. */
  public float @Nullable [] embedding() {
    return embedding;
  }
}
