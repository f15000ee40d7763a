package io.portrait.job.window;

import io.portrait.job.CopiedState;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * Whether the state was written under another definition file: then every user's row has to be made
 * anew, since it has other columns.
 *
 * <p>State: the hash of the definition file, under {@code definitions}.
 */
final class Takeovers {

  private final CopiedState<String> state;
  private boolean isTakeover;

  /**
   * Restores what it was written under.
   *
   * @param store the operator's, in {@code initializeState}
   * @param hash of the definition file now
   */
  Takeovers(OperatorStateStore store, String hash) throws Exception {
    state = new CopiedState<>(store, "definitions", Types.STRING);
    for (String before : state.restored()) {
      isTakeover |= !before.equals(hash);
    }
  }

  /** Whether some of it was written under another definition file. */
  boolean isTakeover() {
    return isTakeover;
  }

  /** Writes what the state is under now; call in {@code snapshotState}. */
  void snapshot(String hash) throws Exception {
    state.snapshot(hash);
  }
}
