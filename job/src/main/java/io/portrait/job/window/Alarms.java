package io.portrait.job.window;

import io.portrait.aggregate.UserState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.util.function.BiConsumerWithException;

/**
 * Which user has their turn at which event time: one timer a user, at the time when something is
 * due next and, for the {@link Spread}, a little later. Beside it those that renew every row after
 * a change of the definitions or, by the clock, after rows were lost.
 *
 * <p>When a user is due is a pure function of the state and of event time: so it need not be
 * remembered which timer is registered.
 */
final class Alarms {

  /** Over so much event time users' rows are made anew, when everybody's are. */
  private static final Spread RENEWAL = new Spread(Duration.ofMinutes(1).toMillis());

  /** Rows made once more of a subtask's users, so that those of events come between them. */
  private static final long REPEATED_A_SECOND = 5_000;

  private static final long MILLIS_A_SECOND = 1_000;

  private final Spread spread;
  private final InternalTimerService<VoidNamespace> turns;
  private final InternalTimerService<VoidNamespace> renewals;
  private final KeyedStateBackend<String> users;

  /** Users who were erased since the last barrier. */
  private final Set<String> loose = new HashSet<>();

  /**
   * @param turns whose timers are told to {@link #due}
   * @param renewals whose timers ask for a row
   * @param users by whose keys everyone is found
   */
  Alarms(
      Spread spread,
      InternalTimerService<VoidNamespace> turns,
      InternalTimerService<VoidNamespace> renewals,
      KeyedStateBackend<String> users) {
    this.spread = spread;
    this.turns = turns;
    this.renewals = renewals;
    this.users = users;
  }

  /** Moves the user's one timer to where something is due next; the key is the user's. */
  void set(Held user, UserState state, long watermark) {
    long next = next(user, state, watermark);
    if (user.timerAt != next) {
      cancel(user);
    }
    if (next != Held.NEVER) {
      // Also where it should be there: after a failure time may stand before what had been shown.
      turns.registerEventTimeTimer(VoidNamespace.INSTANCE, next);
    }
    user.timerAt = next;
  }

  /** Takes the user's timer away; the key is the user's. */
  void cancel(Held user) {
    if (user.timerAt != Held.NEVER) {
      turns.deleteEventTimeTimer(VoidNamespace.INSTANCE, user.timerAt);
      user.timerAt = Held.NEVER;
    }
  }

  /** Where the user's timer belongs; {@link Held#NEVER} for none. */
  long next(Held user, UserState state, long watermark) {
    long due = state.wakeAt(timeOf(user, watermark));
    return due == Long.MAX_VALUE ? Held.NEVER : due + spread.delay(user.userId);
  }

  /** What was due when a timer fires. */
  long due(InternalTimer<String, VoidNamespace> turn) {
    return turn.getTimestamp() - spread.delay(turn.getKey());
  }

  /** Event time as it stands for a user. */
  long timeOf(Held user, long watermark) {
    return watermark == Long.MIN_VALUE ? watermark : watermark - spread.delay(user.userId);
  }

  /** The time at which nobody waits any more for what was due at a watermark. */
  long lastTurn(long watermark) {
    return watermark + spread.millis();
  }

  /** Asks for the row of a user, whose key is set, a moment after a tick. */
  void renewAfter(long tick, String userId) {
    renewAt(tick + 1 + RENEWAL.delay(userId));
  }

  /** Asks again for the row of the user whose key is set. */
  void renewAt(long time) {
    renewals.registerEventTimeTimer(VoidNamespace.INSTANCE, time);
  }

  /** Moves every timer that was set for another spread to where it belongs by this one. */
  void moveFrom(Spread former) throws Exception {
    if (former.equals(spread)) {
      return;
    }
    for (Map.Entry<String, Long> timer : timers(turns::forEachEventTimeTimer, user -> true)) {
      String user = timer.getKey();
      users.setCurrentKey(user);
      turns.deleteEventTimeTimer(VoidNamespace.INSTANCE, timer.getValue());
      turns.registerEventTimeTimer(
          VoidNamespace.INSTANCE, timer.getValue() - former.delay(user) + spread.delay(user));
    }
  }

  /** Has every timer of a user taken away, wherever it stands, before the next barrier. */
  void loosen(String userId) {
    loose.add(userId);
  }

  /** Whether timers of a user are still to be taken away. */
  boolean isLoose(String userId) {
    return loose.contains(userId);
  }

  /** Takes them away, so that no timer names those users any more. Looks through all timers. */
  void dropLoose() throws Exception {
    if (loose.isEmpty()) {
      return;
    }
    for (InternalTimerService<VoidNamespace> timers : List.of(turns, renewals)) {
      for (Map.Entry<String, Long> timer : timers(timers::forEachEventTimeTimer, loose::contains)) {
        users.setCurrentKey(timer.getKey());
        timers.deleteEventTimeTimer(VoidNamespace.INSTANCE, timer.getValue());
      }
    }
    for (Map.Entry<String, Long> timer :
        timers(renewals::forEachProcessingTimeTimer, loose::contains)) {
      users.setCurrentKey(timer.getKey());
      renewals.deleteProcessingTimeTimer(VoidNamespace.INSTANCE, timer.getValue());
    }
    loose.clear();
  }

  /** All timers of a kind, with the key set to each one's in turn. */
  private interface Timers {
    void forEach(BiConsumerWithException<VoidNamespace, Long, Exception> work) throws Exception;
  }

  /** The timers of users, each with its time. */
  private List<Map.Entry<String, Long>> timers(Timers timers, Predicate<String> whose)
      throws Exception {
    List<Map.Entry<String, Long>> set = new ArrayList<>();
    timers.forEach(
        (namespace, time) -> {
          String user = users.getCurrentKey();
          if (whose.test(user)) {
            set.add(Map.entry(user, time));
          }
        });
    return set;
  }

  /** Lets every user's row be made anew, the first a moment from now. */
  void renewEveryone(long watermark) throws Exception {
    forEveryone(renewals, RENEWAL, watermark);
  }

  /**
   * Lets every user's row be made once more, by the clock: event time may stand still.
   *
   * @return by when, by the clock
   */
  long repeatEveryone(long now) throws Exception {
    long count;
    try (Stream<String> all = users.getKeys(StoredUser.USER.getName(), VoidNamespace.INSTANCE)) {
      count = all.count();
    }
    Spread over = new Spread((count / REPEATED_A_SECOND + 1) * MILLIS_A_SECOND);
    forEveryone(
        userId ->
            renewals.registerProcessingTimeTimer(
                VoidNamespace.INSTANCE, now + 1 + over.delay(userId)));
    return now + 1 + over.millis();
  }

  /**
   * Gives every user a timer where there is none at all: they show then what has become due since
   * the snapshot. Every user has one, so that none means no user, or a loss: a savepoint in
   * RocksDB's native format is without those that were on the heap (Flink 1.20.3 leaves them to raw
   * keyed state, which only checkpoints have). Whoever has no further event would never decay, nor
   * be forgotten.
   */
  void restore(long watermark) throws Exception {
    AtomicBoolean isAnySet = new AtomicBoolean();
    turns.forEachEventTimeTimer((namespace, time) -> isAnySet.set(true));
    if (!isAnySet.get()) {
      forEveryone(turns, spread, watermark);
    }
  }

  private void forEveryone(InternalTimerService<VoidNamespace> timers, Spread over, long watermark)
      throws Exception {
    long next = Math.max(watermark, Long.MIN_VALUE / 2) + 1;
    forEveryone(
        userId -> timers.registerEventTimeTimer(VoidNamespace.INSTANCE, next + over.delay(userId)));
  }

  /** Does something with the key set to each user's in turn. */
  private void forEveryone(Consumer<String> work) throws Exception {
    users.applyToAllKeys(
        VoidNamespace.INSTANCE,
        VoidNamespaceSerializer.INSTANCE,
        StoredUser.USER,
        (userId, value) -> work.accept(userId));
  }
}
