package io.portrait.job.window;

import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * Whether the state was written under another definition file: then every user's row has to be made
 * anew, since it has other columns.
 *
 * <p>State: one text a subtask, under {@code definitions}, every subtask sees all of them.
 */
final class Takeovers {

  private final ListState<String> state;
  private boolean isTakeover;

  /**
   * Restores what it was written under.
   *
   * @param store the operator's, in {@code initializeState}
   * @param hash of the definition file now
   */
  Takeovers(OperatorStateStore store, String hash) throws Exception {
    state = store.getUnionListState(new ListStateDescriptor<>("definitions", Types.STRING));
    for (String before : state.get()) {
      isTakeover |= !before.equals(hash);
    }
  }

  /** Whether some of it was written under another definition file. */
  boolean isTakeover() {
    return isTakeover;
  }

  /** Writes what the state is under now; call in {@code snapshotState}. */
  void snapshot(String hash) throws Exception {
    state.update(List.of(hash));
  }
}
