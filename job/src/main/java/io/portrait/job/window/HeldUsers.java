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
 * The users touched in the last moment, with their decoded state in memory. A burst of one user is
 * so one read, one write and one row instead of one an event; and a user held until {@code
 * emit_at_most_every} has passed cannot have a second row before that.
 *
 * <p>A user is due {@link #LINGER_MILLIS} after the first touch, and again every {@code
 * emitEveryMillis} for as long as something has changed by then. Both delays are constant, so two
 * queues in order of arrival are in order of time too.
 */
final class HeldUsers {

  /** How long a first row waits for the rest of its burst, by the clock. */
  static final long LINGER_MILLIS = 50;

  /** One user held. */
  static final class Held {
    final String userId;
    final UserState state;

    /** The state differs from what is stored. */
    boolean changed;

    /** The values differ from the last row. */
    boolean rowDue;

    private long dueAt;

    private Held(String userId, UserState state, long dueAt) {
      this.userId = userId;
      this.state = state;
      this.dueAt = dueAt;
    }
  }

  private final long emitEveryMillis;
  private final int most;
  private final Map<String, Held> users = new HashMap<>();
  private final Deque<Held> fresh = new ArrayDeque<>();
  private final Deque<Held> resting = new ArrayDeque<>();

  /**
   * @param emitEveryMillis the least time between two rows of a user, by the clock; 0 for no rest
   * @param most users held at a time
   */
  HeldUsers(long emitEveryMillis, int most) {
    this.emitEveryMillis = emitEveryMillis;
    this.most = most;
  }

  /** The user, where held. */
  @Nullable Held get(String userId) {
    return users.get(userId);
  }

  /** Holds a user who is not held. */
  Held hold(String userId, UserState state, long now) {
    Held held = new Held(userId, state, now + LINGER_MILLIS);
    users.put(userId, held);
    fresh.add(held);
    return held;
  }

  /** Takes the next user who is due, or who must make room; null if there is none. */
  @Nullable Held pollDue(long now) {
    if (isDue(resting, now)) {
      return resting.poll();
    }
    if (isDue(fresh, now)) {
      return fresh.poll();
    }
    if (users.size() > most) {
      return resting.isEmpty() ? fresh.poll() : resting.poll();
    }
    return null;
  }

  /** Lets a user rest who has just been flushed, or lets go of one for whom nothing is left. */
  void rest(Held held, boolean flushed, long now) {
    if (flushed && emitEveryMillis > 0 && users.size() <= most) {
      held.dueAt = now + emitEveryMillis;
      resting.add(held);
    } else {
      release(held);
    }
  }

  /** Lets go of a user; one held anew under the same id stays. */
  void release(Held held) {
    users.remove(held.userId, held);
  }

  /** Everyone with something not yet stored, in the order in which they were touched. */
  List<Held> changed() {
    List<Held> changed = new ArrayList<>();
    for (Deque<Held> queue : List.of(resting, fresh)) {
      for (Held held : queue) {
        if (held.changed) {
          changed.add(held);
        }
      }
    }
    return changed;
  }

  private static boolean isDue(Deque<Held> queue, long now) {
    Held first = queue.peek();
    return first != null && first.dueAt <= now;
  }
}
