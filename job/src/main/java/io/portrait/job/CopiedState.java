package io.portrait.job;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * What every subtask of an operator has to know again after a restore, however many there are then.
 *
 * <p>State: {@link #COPIES} copies a subtask, of which a restore hands each subtask its share: its
 * own where their number stays, some of the others' where it changes. Not union list state, which
 * would hand all to all: with it Flink fails every checkpoint that falls between the end of the
 * first and of the last task of a bounded input, and the job with it.
 *
 * @param <T> an immutable value
 */
public final class CopiedState<T> {

  /** A restore may raise the number of subtasks by this factor before one of them gets none. */
  private static final int COPIES = 128;

  private final ListState<T> state;

  /**
   * Restores it.
   *
   * @param store the operator's, in {@code initializeState}
   * @param name of the state
   * @param type of the value
   */
  public CopiedState(OperatorStateStore store, String name, TypeInformation<T> type)
      throws Exception {
    state = store.getListState(new ListStateDescriptor<>(name, type));
  }

  /** What this subtask was handed, most of it many times; nothing at the very first start. */
  public Iterable<T> restored() throws Exception {
    return state.get();
  }

  /** Writes a value; call in {@code snapshotState}. */
  public void snapshot(T value) throws Exception {
    state.update(Collections.nCopies(COPIES, value));
  }

  /** Writes several values, which every subtask gets, in any order; as {@link #snapshot}. */
  public void snapshotAll(List<T> values) throws Exception {
    List<T> copies = new ArrayList<>(values.size() * COPIES);
    for (int i = 0; i < COPIES; i++) {
      copies.addAll(values);
    }
    state.update(copies);
  }
}
