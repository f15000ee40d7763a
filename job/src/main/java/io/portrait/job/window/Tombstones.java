package io.portrait.job.window;

import io.portrait.event.Erasure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.jspecify.annotations.Nullable;

/**
 * The tombstones of users who were erased, without their ids: by a salted hash.
 *
 * <p>Where a user's events go is decided by the id, so the hash alone would not be found by the
 * subtask that has them. The tombstones of a key group therefore lie together under one key that is
 * of the same group and that no user can have: Flink moves them with the users when it rescales.
 *
 * <p>They cost nothing while there are none, and else a hash and a look at state a user who comes
 * into memory, never an event.
 */
final class Tombstones {

  /**
   * By {@link io.portrait.event.ErasedUser#hash}: some sixty bytes a user. One goes within an hour
   * of being over.
   */
  static final MapStateDescriptor<String, Tombstone> STATE =
      new MapStateDescriptor<>("erased", Types.STRING, TombstoneWire.TYPE);

  /** Half a surrogate pair, which no user id holds: begins the keys that are no user's. */
  private static final char NO_USER = '\uD800';

  private static final int RADIX = 36;
  private static final long SWEEP_MILLIS = 3_600_000;

  private final ErasureRegister register;
  private final long keepMillis;
  private final int keyGroups;
  private final MapState<String, Tombstone> state;
  private final KeyedStateBackend<String> users;
  private final Map<Integer, String> keys = new HashMap<>();
  private boolean isAnyInState;
  private long nextSweep = Long.MIN_VALUE;

  /**
   * @param register of the erasures before the job was drawn
   * @param keepMillis how long a tombstone stays, by the clock
   * @param keyGroups of the job, in all
   * @param state {@link #STATE} of the key that is set
   * @param users whose key is set
   */
  Tombstones(
      ErasureRegister register,
      long keepMillis,
      int keyGroups,
      MapState<String, Tombstone> state,
      KeyedStateBackend<String> users) {
    this.register = register;
    this.keepMillis = keepMillis;
    this.keyGroups = keyGroups;
    this.state = state;
    this.users = users;
    try (Stream<String> any = users.getKeys(STATE.getName(), VoidNamespace.INSTANCE)) {
      isAnyInState = any.findAny().isPresent();
    }
  }

  /** The tombstone of a user; null where there is none. The key stays as it is: the user's. */
  @Nullable Tombstone of(String userId) throws Exception {
    if (!isAnyInState && register.tombstones().isEmpty()) {
      return null;
    }
    String hash = register.hash(userId);
    Tombstone earlier = register.tombstones().get(hash);
    Tombstone own = inState(userId, hash);
    return own == null ? earlier : own.and(earlier);
  }

  /**
   * Whether an erasure is another copy of one that has been done, or older: whoever came back since
   * is another user. The register does not count: what is in state may be from before it.
   */
  boolean isDone(Erasure erasure) throws Exception {
    Tombstone own = inState(erasure.userId(), register.hash(erasure.userId()));
    return own != null && own.erasedAtMillis() >= erasure.timeMillis();
  }

  /** Has a user a tombstone, from now on. The key stays as it is: the user's. */
  ErasureDone put(Erasure erasure, long now) throws Exception {
    String userId = erasure.userId();
    String hash = register.hash(userId);
    long until = now + keepMillis < now ? Long.MAX_VALUE : now + keepMillis;
    Tombstone tombstone = new Tombstone(erasure.timeMillis(), until);
    users.setCurrentKey(keyBeside(userId));
    state.put(hash, tombstone.and(state.get(hash)));
    users.setCurrentKey(userId);
    isAnyInState = true;
    return new ErasureDone(hash, erasure.timeMillis(), now, until);
  }

  /** Lets those go that are over; once an hour, whenever it is called. */
  void sweep(long now) throws Exception {
    if (now < nextSweep || !isAnyInState) {
      return;
    }
    nextSweep = now + SWEEP_MILLIS;
    List<String> beside;
    try (Stream<String> all = users.getKeys(STATE.getName(), VoidNamespace.INSTANCE)) {
      beside = all.distinct().toList();
    }
    isAnyInState = false;
    for (String key : beside) {
      users.setCurrentKey(key);
      List<String> over = new ArrayList<>();
      for (Map.Entry<String, Tombstone> entry : state.entries()) {
        if (entry.getValue().isOver(now)) {
          over.add(entry.getKey());
        } else {
          isAnyInState = true;
        }
      }
      for (String hash : over) {
        state.remove(hash);
      }
    }
  }

  private @Nullable Tombstone inState(String userId, String hash) throws Exception {
    if (!isAnyInState) {
      return null;
    }
    users.setCurrentKey(keyBeside(userId));
    Tombstone own = state.get(hash);
    users.setCurrentKey(userId);
    return own;
  }

  /** The key of the tombstones of a user's key group. */
  private String keyBeside(String userId) {
    int group = KeyGroupRangeAssignment.assignToKeyGroup(userId, keyGroups);
    return keys.computeIfAbsent(group, unknown -> keyBeside(userId, keyGroups));
  }

  /**
   * The key of the tombstones of a user's key group: the first of the group. There are some as many
   * tries as groups.
   */
  static String keyBeside(String userId, int keyGroups) {
    int group = KeyGroupRangeAssignment.assignToKeyGroup(userId, keyGroups);
    int number = 0;
    String key = NO_USER + Integer.toString(number, RADIX);
    while (KeyGroupRangeAssignment.assignToKeyGroup(key, keyGroups) != group) {
      number++;
      key = NO_USER + Integer.toString(number, RADIX);
    }
    return key;
  }
}
