package io.portrait.job;

import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * Remembers how far event time had come. Flink's watermark starts from nothing after a restore;
 * what was late before must not be early again, or a recovered job would decide otherwise than one
 * that never failed.
 *
 * <p>State: one long a subtask, under {@code watermark}, every subtask sees all of them.
 */
public final class WatermarkFloor {

  private final ListState<Long> state;
  private final long floor;

  /**
   * Restores the floor: the least watermark of all subtasks, as keys may have moved between them.
   *
   * @param store the operator's, in {@code initializeState}
   */
  public WatermarkFloor(OperatorStateStore store) throws Exception {
    state = store.getUnionListState(new ListStateDescriptor<>("watermark", Types.LONG));
    long least = Long.MAX_VALUE;
    for (long restored : state.get()) {
      least = Math.min(least, restored);
    }
    floor = least == Long.MAX_VALUE ? Long.MIN_VALUE : least;
  }

  /** The watermark that counts, given Flink's. */
  public long atLeast(long watermark) {
    return Math.max(floor, watermark);
  }

  /** Writes the watermark that counts now; call in {@code snapshotState}. */
  public void snapshot(long watermark) throws Exception {
    state.update(List.of(atLeast(watermark)));
  }
}
