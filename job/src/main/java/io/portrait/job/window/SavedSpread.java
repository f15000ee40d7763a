package io.portrait.job.window;

import io.portrait.definition.Definition;
import io.portrait.job.CopiedState;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;

/**
 * What the timers are set for, and were set for where the state comes from.
 *
 * <p>State: milliseconds, under {@code spread}.
 */
final class SavedSpread {

  private final CopiedState<Long> state;
  private final Spread former;

  /**
   * Restores what it was.
   *
   * @param context the operator's, in {@code initializeState}
   * @param now as it is from now on
   */
  SavedSpread(StateInitializationContext context, Definition definition, Spread now)
      throws Exception {
    state = new CopiedState<>(context.getOperatorStateStore(), "spread", Types.LONG);
    Spread restored = context.isRestored() ? Spread.formerlyOf(definition) : now;
    for (long millis : state.restored()) {
      restored = new Spread(millis);
    }
    former = restored;
  }

  /** What restored timers are set for. */
  Spread former() {
    return former;
  }

  /** Writes what timers are set for now; call in {@code snapshotState}. */
  void snapshot(Spread spread) throws Exception {
    state.snapshot(spread.millis());
  }
}
