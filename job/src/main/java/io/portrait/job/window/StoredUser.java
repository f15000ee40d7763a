package io.portrait.job.window;

import io.portrait.aggregate.FeaturePlan;
import io.portrait.aggregate.UserState;
import io.portrait.job.Tally;
import java.io.IOException;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.jspecify.annotations.Nullable;

/** What lies in Flink's state of the user whose key is set. */
final class StoredUser {

  /**
   * {@link UserState#encode()}: its own version stands in its first byte. Some hundred bytes a
   * user; gone when the user has had no event for {@code retention}.
   */
  static final ValueStateDescriptor<byte[]> USER =
      new ValueStateDescriptor<>("user", UserValueSerializer.INSTANCE);

  /**
   * Hashes of event ids that a late copy could still repeat, by bucket of event time: 8 bytes an
   * event and its time. A bucket goes when no acceptable event can match it any more.
   */
  static final MapStateDescriptor<Long, byte[]> IDS =
      new MapStateDescriptor<>(
          "ids", Types.LONG, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);

  private final FeaturePlan plan;
  private final RuntimeContext context;
  private final ValueState<byte[]> value;
  private final StateIds ids;
  private final @Nullable PendingExamples examples;
  private final Tally.Count pending;
  private final Counter reads;
  private final Counter writes;

  /**
   * @param examples that wait for their label; null where nobody asks who churns
   * @param pending counts them
   */
  StoredUser(
      FeaturePlan plan,
      RuntimeContext context,
      @Nullable PendingExamples examples,
      Tally.Count pending,
      MetricGroup metrics) {
    this.plan = plan;
    this.context = context;
    this.examples = examples;
    this.pending = pending;
    value = context.getState(USER);
    ids = new StateIds(context.getMapState(IDS));
    if (examples != null) {
      examples.open(context.getMapState(PendingExamples.PENDING));
    }
    reads = metrics.counter("states_read");
    writes = metrics.counter("states_written");
  }

  /** Ids of events that are not in the value. */
  StateIds ids() {
    return ids;
  }

  /** The user as stored, or one who is new. */
  UserState read() throws IOException {
    byte @Nullable [] stored = value.value();
    UserState state = stored == null ? plan.newUser() : plan.decode(stored);
    reads.inc();
    if (state.hasDroppedLabels()) {
      // Also of a definition that no longer asks who churns.
      PendingExamples.drop(context.getMapState(PendingExamples.PENDING), pending);
    }
    return state;
  }

  /** Stores the user; the ids and examples are stored already. */
  void write(UserState state) throws IOException {
    value.update(state.encode());
    writes.inc();
  }

  /** Forgets everything, of a user who has been read. */
  void clear() {
    value.clear();
    ids.clear();
    if (examples != null) {
      examples.clear();
    }
  }
}
