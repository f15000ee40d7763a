package io.portrait.job.window;

import io.portrait.event.EmbeddedEvent;
import io.portrait.job.Uids;
import io.portrait.job.wire.ExampleWire;
import io.portrait.job.wire.SnapshotWire;
import io.portrait.learning.Example;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.util.OutputTag;

/** Step 3: all features of a user in one keyed step. */
public final class Windows {

  static final OutputTag<Example> MATURED = new OutputTag<>("matured", ExampleWire.TYPE);

  private Windows() {}

  /**
   * What is known of users.
   *
   * @param snapshots when something changed, and at observation ticks; a watermark says that no
   *     tick up to it follows
   * @param matured what users looked like whose label has matured, at that time; none without a
   *     section {@code churn}
   */
  public record Windowed(DataStream<Snapshot> snapshots, DataStream<Example> matured) {}

  /**
   * Drops duplicates, keeps windows, and gives a snapshot when something changed or a tick came.
   *
   * @param definitionText the definition file, compiled again by each worker
   */
  public static Windowed from(DataStream<EmbeddedEvent> events, String definitionText) {
    SingleOutputStreamOperator<Snapshot> snapshots =
        events
            .keyBy(embedded -> embedded.event().userId(), Types.STRING)
            .transform("window", SnapshotWire.TYPE, new UserWindows(definitionText))
            .name("window")
            .uid(Uids.WINDOW);
    return new Windowed(snapshots, snapshots.getSideOutput(MATURED));
  }
}
