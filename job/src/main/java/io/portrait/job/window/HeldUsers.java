package io.portrait.job.window;

import io.portrait.aggregate.UserState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The users in memory, for two reasons that need not go together.
 *
 * <p><b>A write-back cache.</b> The states touched last stay decoded, a bounded number of them, and
 * are written when they make room or a checkpoint comes: a burst of one user is one read and one
 * write, and a user who is always busy is not read at all.
 *
 * <p><b>An agenda.</b> A user for whom something is due has their turn {@link #LINGER_MILLIS}
 * later, so that the rest of a burst goes into the same row; whoever had a row rests for {@code
 * emitEveryMillis} before the next. Both delays are constant, so two queues in order of arrival are
 * in order of time too. A turn needs no state until it comes.
 */
final class HeldUsers {

  /** How long a first row waits for the rest of its burst, by the clock. */
  static final long LINGER_MILLIS = 50;

  private final long emitEveryMillis;
  private final int mostStates;
  private final int mostQueued;
  private final Map<String, Held> users = new HashMap<>();
  private final RecencyList states = new RecencyList();
  private final Deque<Held> fresh = new ArrayDeque<>();
  private final Deque<Held> resting = new ArrayDeque<>();

  /**
   * @param emitEveryMillis the least time between two rows of a user, by the clock; 0 for no rest
   * @param mostStates decoded states at a time
   * @param mostQueued users waiting for their turn at a time, some hundred bytes each; of more, the
   *     next has theirs early
   */
  HeldUsers(long emitEveryMillis, int mostStates, int mostQueued) {
    this.emitEveryMillis = emitEveryMillis;
    this.mostStates = mostStates;
    this.mostQueued = mostQueued;
  }

  /** The user, from now on in memory. */
  Held enter(String userId) {
    Held held = users.get(userId);
    if (held == null) {
      held = new Held(userId);
      users.put(userId, held);
    }
    return held;
  }

  /** Gives a user without state theirs, to be kept. */
  void keep(Held held, UserState state) {
    held.state = state;
    states.add(held);
  }

  /** Says that a user with state was touched. */
  void touch(Held held) {
    states.touch(held);
  }

  /** The user whose state must make room; null where there is room. It is kept until dropped. */
  @Nullable Held surplus() {
    return states.size() > mostStates ? states.oldest() : null;
  }

  /** Lets a state go. */
  void drop(Held held) {
    states.remove(held);
    held.state = null;
    leave(held);
  }

  /** Puts a user on the agenda who is not on it. */
  void schedule(Held held, long now) {
    if (!held.queued) {
      held.queued = true;
      held.dueAt = now + LINGER_MILLIS;
      fresh.add(held);
    }
  }

  /** Takes the next user whose turn it is, or must be; null if there is none. */
  @Nullable Held pollDue(long now) {
    Held due = null;
    if (isDue(resting, now)) {
      due = resting.poll();
    } else if (isDue(fresh, now)) {
      due = fresh.poll();
    } else if (resting.size() + fresh.size() > mostQueued) {
      due = resting.isEmpty() ? fresh.poll() : resting.poll();
    }
    if (due != null) {
      due.queued = false;
    }
    return due;
  }

  /** Lets a user rest who has just had a row. */
  void rest(Held held, long now) {
    if (emitEveryMillis > 0) {
      held.queued = true;
      held.dueAt = now + emitEveryMillis;
      resting.add(held);
    } else {
      leave(held);
    }
  }

  /** Forgets a user for whom nothing is left to remember. */
  void leave(Held held) {
    if (held.state == null && !held.queued) {
      users.remove(held.userId);
    }
  }

  /** Everyone for whom something is due, in the order of their turns. */
  List<Held> due() {
    List<Held> due = new ArrayList<>();
    for (Deque<Held> queue : List.of(resting, fresh)) {
      for (Held held : queue) {
        if (held.isDue()) {
          due.add(held);
        }
      }
    }
    return due;
  }

  /** Everyone whose state is not stored, the one touched longest ago first. */
  List<Held> unstored() {
    List<Held> unstored = new ArrayList<>();
    for (Held held = states.oldest(); held != null; held = held.newer) {
      if (held.unstored) {
        unstored.add(held);
      }
    }
    return unstored;
  }

  /** States kept. */
  int size() {
    return states.size();
  }

  private static boolean isDue(Deque<Held> queue, long now) {
    Held first = queue.peek();
    return first != null && first.dueAt <= now;
  }
}
