package io.portrait.job.window;

import io.portrait.event.EmbeddedEvent;
import io.portrait.event.RejectReason;
import io.portrait.job.Tally;
import java.util.List;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.OperatorStateStore;

/** What the window step counts, exactly once. */
final class WindowCounts {

  private static final String REFUSED = Tally.EVENTS_REJECTED + RejectReason.ERASED.label();

  private final Tally tally;
  private final Tally.Count accepted;
  private final Tally.Count duplicates;
  private final Tally.Count late;
  private final Tally.Count refused;
  private final Tally.Count touched;
  private final Tally.Count missed;
  private final Tally.Count remembered;

  /**
   * Restores the counts.
   *
   * @param store the operator's, in {@code initializeState}
   */
  WindowCounts(OperatorStateStore store, RuntimeContext context) throws Exception {
    tally =
        new Tally(
            store,
            context,
            List.of(
                Tally.EVENTS_ACCEPTED,
                Tally.EVENTS_DUPLICATE,
                Tally.EVENTS_LATE,
                REFUSED,
                Tally.TEXTS_EMBEDDED,
                Tally.TEXTS_MISSED,
                Tally.LABELS_PENDING,
                Tally.LABELS_MATURED,
                Tally.USERS));
    accepted = tally.of(Tally.EVENTS_ACCEPTED);
    duplicates = tally.of(Tally.EVENTS_DUPLICATE);
    late = tally.of(Tally.EVENTS_LATE);
    refused = tally.of(REFUSED);
    touched = tally.of(Tally.TEXTS_EMBEDDED);
    missed = tally.of(Tally.TEXTS_MISSED);
    remembered = tally.of(Tally.USERS);
  }

  /** An event was applied. */
  void accepted(EmbeddedEvent embedded, long watermark, boolean isFirstOfUser) {
    accepted.add(1);
    if (embedded.event().timeMillis() <= watermark) {
      late.add(1);
    }
    if (embedded.vector() != null) {
      touched.add(1);
    } else if (embedded.isMissed()) {
      missed.add(1);
    }
    if (isFirstOfUser) {
      remembered.add(1);
    }
  }

  /** An event was a copy. */
  void duplicate() {
    duplicates.add(1);
  }

  /** An event was of a user who was erased after it. */
  void refused() {
    refused.add(1);
  }

  /** A user was forgotten. */
  void forgotten() {
    remembered.add(-1);
  }

  /** Of which those of labels are counted by whoever keeps them. */
  Tally labels() {
    return tally;
  }

  /** Writes all counts; call in {@code snapshotState}. */
  void snapshot() throws Exception {
    tally.snapshot();
  }
}
