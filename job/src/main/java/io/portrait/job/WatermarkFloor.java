package io.portrait.job;

import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * Remembers how far event time had come. Flink's watermark starts from nothing after a restore;
 * what was late before must not be early again, or a recovered job would decide otherwise than one
 * that never failed.
 *
 * <p>Behind a shuffle all subtasks have seen the same watermarks when a barrier has passed, so that
 * it does not matter whose a subtask is handed.
 *
 * <p>State: one long, under {@code event_time}.
 */
public final class WatermarkFloor {

  /** Where the first version kept it, as union list state. */
  private static final String FORMER = "watermark";

  private final CopiedState<Long> state;
  private final long floor;

  /**
   * Restores the floor: the least watermark of those handed to this subtask.
   *
   * @param store the operator's, in {@code initializeState}
   */
  public WatermarkFloor(OperatorStateStore store) throws Exception {
    state = new CopiedState<>(store, "event_time", Types.LONG);
    long least = Long.MAX_VALUE;
    for (long restored : state.restored()) {
      least = Math.min(least, restored);
    }
    if (store.getRegisteredStateNames().contains(FORMER)) {
      ListState<Long> former =
          store.getUnionListState(new ListStateDescriptor<>(FORMER, Types.LONG));
      for (long restored : former.get()) {
        least = Math.min(least, restored);
      }
      former.clear();
    }
    floor = least == Long.MAX_VALUE ? Long.MIN_VALUE : least;
  }

  /** The watermark that counts, given Flink's. */
  public long atLeast(long watermark) {
    return Math.max(floor, watermark);
  }

  /** Writes the watermark that counts now; call in {@code snapshotState}. */
  public void snapshot(long watermark) throws Exception {
    state.snapshot(atLeast(watermark));
  }
}
