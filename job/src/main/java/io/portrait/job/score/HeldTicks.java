package io.portrait.job.score;

import io.portrait.job.window.Snapshot;
import io.portrait.job.wire.SnapshotWire;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.util.function.ThrowingConsumer;

/**
 * Rows of ticks that wait for the models of their time: in memory as many as may be, in state the
 * rest, and all of them at a barrier. They are given back user by user in the order of ticks.
 *
 * <p>Beside them wait the farewells of users, which end what is remembered of them.
 */
final class HeldTicks {

  /** By {@link #placeOf}: a row each. They go when the models of their tick have come. */
  static final MapStateDescriptor<Long, Snapshot> STATE =
      new MapStateDescriptor<>("held", Types.LONG, SnapshotWire.TYPE);

  private final int capacity;
  private final MapState<Long, Snapshot> state;
  private final KeyedStateBackend<String> users;
  private final TreeMap<Long, List<Snapshot>> inMemory = new TreeMap<>();
  private int held;

  /** Whether there may be any in state. */
  private boolean isAnyInState;

  /**
   * @param capacity rows in memory, not negative
   * @param state of the user whose key is set
   * @param isRestored whether there may be some in state
   */
  HeldTicks(
      int capacity,
      MapState<Long, Snapshot> state,
      KeyedStateBackend<String> users,
      boolean isRestored) {
    this.capacity = capacity;
    this.state = state;
    this.users = users;
    isAnyInState = isRestored;
  }

  /** Has a row wait, of the user whose key is set. */
  void hold(Snapshot row) throws Exception {
    if (held < capacity) {
      inMemory.computeIfAbsent(placeOf(row), ignored -> new ArrayList<>()).add(row);
      held++;
    } else {
      state.put(placeOf(row), row);
      isAnyInState = true;
    }
  }

  /** Lets go of all rows of the user whose key is set: they will never be given back. */
  void forget(String userId) {
    for (List<Snapshot> rows : inMemory.values()) {
      int before = rows.size();
      rows.removeIf(row -> row.userId().equals(userId));
      held -= before - rows.size();
    }
    state.clear();
  }

  /** Where a row lies among a user's: a farewell between the tick of its very time and the next. */
  private static long placeOf(Snapshot row) {
    return 2 * row.asOf() + (row.kind() == Snapshot.Kind.GONE ? 1 : 0);
  }

  /** The last place of a time. */
  private static long placeOf(long time) {
    return time > Long.MAX_VALUE / 2 ? Long.MAX_VALUE : 2 * time + 1;
  }

  /** Whether nobody waits. */
  boolean isEmpty() {
    return held == 0 && !isAnyInState;
  }

  /** Rows in memory. */
  int size() {
    return held;
  }

  /** Writes those in memory to state. */
  void store() throws Exception {
    storeThrough(Long.MAX_VALUE);
  }

  private void storeThrough(long place) throws Exception {
    Map<Long, List<Snapshot>> stored = inMemory.headMap(place, true);
    for (List<Snapshot> rows : stored.values()) {
      for (Snapshot row : rows) {
        users.setCurrentKey(row.userId());
        state.put(placeOf(row), row);
        isAnyInState = true;
      }
      held -= rows.size();
    }
    stored.clear();
  }

  /**
   * Gives back those of ticks up to a time; the user's key is set.
   *
   * @param through event time, included
   */
  void release(long through, ThrowingConsumer<Snapshot, Exception> rows) throws Exception {
    long last = placeOf(through);
    if (isAnyInState) {
      // A user's ticks may lie in both: then one after the other, out of state.
      storeThrough(last);
      releaseState(last, rows);
      return;
    }
    Map<Long, List<Snapshot>> released = inMemory.headMap(last, true);
    for (List<Snapshot> tick : released.values()) {
      for (Snapshot row : tick) {
        users.setCurrentKey(row.userId());
        rows.accept(row);
      }
      held -= tick.size();
    }
    released.clear();
  }

  private void releaseState(long last, ThrowingConsumer<Snapshot, Exception> rows)
      throws Exception {
    boolean[] isAnyLeft = {false};
    users.applyToAllKeys(
        VoidNamespace.INSTANCE,
        VoidNamespaceSerializer.INSTANCE,
        STATE,
        (userId, ofUser) -> {
          TreeSet<Long> places = new TreeSet<>();
          ofUser.keys().forEach(places::add);
          isAnyLeft[0] |= places.higher(last) != null;
          for (long place : places.headSet(last, true)) {
            rows.accept(ofUser.get(place));
            ofUser.remove(place);
          }
        });
    isAnyInState = isAnyLeft[0];
  }
}
