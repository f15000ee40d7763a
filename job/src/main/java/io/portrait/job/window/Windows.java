package io.portrait.job.window;

import io.portrait.event.EmbeddedEvent;
import io.portrait.job.Uids;
import io.portrait.job.wire.SnapshotWire;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;

/** Step 3: all features of a user in one keyed step. */
public final class Windows {

  private Windows() {}

  /**
   * Drops duplicates, keeps windows, and gives a snapshot when something changed or a tick came.
   *
   * @param definitionText the definition file, compiled again by each worker
   */
  public static DataStream<Snapshot> from(DataStream<EmbeddedEvent> events, String definitionText) {
    return events
        .keyBy(embedded -> embedded.event().userId(), Types.STRING)
        .transform("window", SnapshotWire.TYPE, new UserWindows(definitionText))
        .name("window")
        .uid(Uids.WINDOW);
  }
}
