package io.portrait.job.window;

import io.portrait.aggregate.UserState;
import org.jspecify.annotations.Nullable;

/**
 * One user in memory: what is remembered of them, and what is to be done.
 *
 * <p>The state may be gone again while something is still due: then it is read once more when its
 * time comes. {@link HeldUsers} says when.
 */
final class Held {

  /** No timer, and no time. */
  static final long NEVER = Long.MAX_VALUE;

  final String userId;

  /** Decoded; null where it lies in Flink's state only. */
  @Nullable UserState state;

  /** Of an erasure, or null. Means something with the state only. */
  @Nullable Tombstone tombstone;

  /** The state differs from what is stored. */
  boolean unstored;

  /** An event has come since the last row. */
  boolean rowDue;

  /** The first event since the last row; {@link Cause#NONE} where there was none. */
  Cause cause = Cause.NONE;

  /** Another definition took over: the row has to be made anew when it can be newer. */
  boolean renewalDue;

  /** The row may have been lost where it is served: it has to be made again as it is. */
  boolean repeatDue;

  /** What was due when the timer fired that is still to be answered; {@link #NEVER} for none. */
  long wokenFor = NEVER;

  /** The timer that is registered; {@link #NEVER} for none. Means something with the state only. */
  long timerAt = NEVER;

  /** Owned by {@link HeldUsers}. */
  boolean queued;

  /** Owned by {@link HeldUsers}: when its turn comes, by the clock. */
  long dueAt;

  /** Owned by {@link RecencyList}. */
  @Nullable Held newer;

  /** Owned by {@link RecencyList}. */
  @Nullable Held older;

  Held(String userId) {
    this.userId = userId;
  }

  /** Whether there is anything to answer before a barrier may pass. */
  boolean isDue() {
    return rowDue || renewalDue || repeatDue || wokenFor != NEVER;
  }
}
