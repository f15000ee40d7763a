package io.portrait.job.window;

import io.portrait.definition.Churn;
import io.portrait.definition.Definition;
import io.portrait.definition.Values;
import io.portrait.job.Tally;
import io.portrait.learning.Example;
import io.portrait.learning.Inputs;
import java.util.Map;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.util.FlinkRuntimeException;
import org.jspecify.annotations.Nullable;

/**
 * What the users of past ticks looked like who still wait for their label. Which ticks those are
 * stands in the user's own state.
 */
@SuppressWarnings("NullAway.Init") // opened before anything else
final class PendingExamples {

  /**
   * By tick, what {@link InputLayouts} writes: eight bytes a column. As many as there are ticks in
   * a horizon; each goes when its label has matured.
   */
  static final MapStateDescriptor<Long, byte[]> PENDING =
      new MapStateDescriptor<>(
          "pending", Types.LONG, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);

  private final Churn churn;
  private final Inputs inputs;
  private final InputLayouts layouts;
  private final Tally.Count pending;
  private final Tally.Count matured;
  private MapState<Long, byte[]> state;

  private PendingExamples(Definition definition, Churn churn, OperatorStateStore store, Tally tally)
      throws Exception {
    this.churn = churn;
    inputs = Inputs.of(definition, churn.features());
    layouts = new InputLayouts(store, inputs.names());
    pending = tally.of(Tally.LABELS_PENDING);
    matured = tally.of(Tally.LABELS_MATURED);
  }

  /**
   * Restores what is beside the users' state; null where nobody asks who churns.
   *
   * @param store the operator's, in {@code initializeState}
   * @param tally which counts labels
   */
  static @Nullable PendingExamples of(Definition definition, OperatorStateStore store, Tally tally)
      throws Exception {
    Churn churn = definition.churn();
    return churn == null ? null : new PendingExamples(definition, churn, store, tally);
  }

  /** Says where the users' are. */
  void open(MapState<Long, byte[]> users) {
    state = users;
  }

  /** Writes what is beside the users' state; call in {@code snapshotState}. */
  void snapshot() throws Exception {
    layouts.snapshot();
  }

  /** Keeps what the user whose key is set looks like at a tick. */
  void keep(long tick, Values values) {
    try {
      state.put(tick, layouts.write(inputs.of(values)));
    } catch (Exception failed) {
      throw new FlinkRuntimeException("cannot write an example to state", failed);
    }
    pending.add(1);
  }

  /** Takes the example of a label that has matured; null where what it was is not known. */
  @Nullable Example take(String userId, long tick, long due, boolean isChurned) {
    try {
      byte[] kept = state.get(tick);
      if (kept == null) {
        return null;
      }
      state.remove(tick);
      pending.add(-1);
      matured.add(1);
      return new Example(
          userId,
          tick,
          due,
          layouts.read(kept),
          isChurned ? 1 : 0,
          isChurned ? churn.churnedWeight() : churn.stayedWeight());
    } catch (Exception failed) {
      throw new FlinkRuntimeException("cannot read an example from state", failed);
    }
  }

  /** Drops what the user whose key is set looked like. */
  void clear() {
    drop(state, pending);
  }

  /** As {@link #clear}, also where nobody asks any more who churns. */
  static void drop(MapState<Long, byte[]> users, Tally.Count pending) {
    try {
      for (Map.Entry<Long, byte[]> ignored : users.entries()) {
        pending.add(-1);
      }
    } catch (Exception failed) {
      throw new FlinkRuntimeException("cannot read examples from state", failed);
    }
    users.clear();
  }
}
