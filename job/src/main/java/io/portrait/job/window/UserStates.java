package io.portrait.job.window;

import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.State;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.jspecify.annotations.Nullable;

/** Everything that the window step keeps under a key, for those who look into a savepoint. */
public final class UserStates {

  private final ValueState<byte[]> user;
  private final MapState<Long, byte[]> ids;
  private final MapState<Long, byte[]> pending;
  private final MapState<String, Tombstone> erased;

  private UserStates(
      ValueState<byte[]> user,
      MapState<Long, byte[]> ids,
      MapState<Long, byte[]> pending,
      MapState<String, Tombstone> erased) {
    this.user = user;
    this.ids = ids;
    this.pending = pending;
    this.erased = erased;
  }

  /** Of a function of Flink's. */
  public static UserStates of(RuntimeContext context) {
    return new UserStates(
        context.getState(StoredUser.USER),
        context.getMapState(StoredUser.IDS),
        context.getMapState(PendingExamples.PENDING),
        context.getMapState(Tombstones.STATE));
  }

  /** Of a state backend. */
  static UserStates of(KeyedStateBackend<String> backend) throws Exception {
    return new UserStates(
        state(backend, StoredUser.USER),
        state(backend, StoredUser.IDS),
        state(backend, PendingExamples.PENDING),
        state(backend, Tombstones.STATE));
  }

  private static <S extends State> S state(
      KeyedStateBackend<String> backend, StateDescriptor<S, ?> descriptor) throws Exception {
    return backend.getPartitionedState(
        VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, descriptor);
  }

  /**
   * What lies under a key. All arrays are as Flink stores them.
   *
   * @param value {@link io.portrait.aggregate.UserState#encode}; null where the key is no user's
   * @param ids hashed ids of older events, by bucket of event time
   * @param examples what the user looked like at each tick that waits for its label
   * @param tombstones of users of the key's group who were erased, by hash; under keys of their own
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on at once, never compared
  public record Kept(
      byte @Nullable [] value,
      Map<Long, byte[]> ids,
      Map<Long, byte[]> examples,
      Map<String, Tombstone> tombstones) {

    /** Whether the key is a user's of whom something is remembered. */
    public boolean isUser() {
      return value != null;
    }

    /** Bytes of {@link #value}. */
    public long valueBytes() {
      return value == null ? 0 : value.length;
    }

    /** Bytes of {@link #ids}, eight for each bucket's time among them. */
    public long idBytes() {
      return bytes(ids);
    }

    /** Bytes of {@link #examples}, eight for each tick among them. */
    public long exampleBytes() {
      return bytes(examples);
    }

    private static long bytes(Map<Long, byte[]> entries) {
      return entries.values().stream().mapToLong(bytes -> Long.BYTES + bytes.length).sum();
    }
  }

  /** Reads what lies under the key that is set. */
  public Kept read() throws Exception {
    return new Kept(user.value(), entries(ids), entries(pending), entries(erased));
  }

  private static <K, V> Map<K, V> entries(MapState<K, V> state) throws Exception {
    Map<K, V> entries = new TreeMap<>();
    state.entries().forEach(entry -> entries.put(entry.getKey(), entry.getValue()));
    return entries;
  }
}
