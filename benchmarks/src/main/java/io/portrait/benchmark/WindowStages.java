package io.portrait.benchmark;

import static io.portrait.benchmark.WindowStage.ROCKSDB;

import io.portrait.event.Event;
import io.portrait.job.window.Snapshot;
import io.portrait.job.window.Windows;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;

/** All window stages there are. */
final class WindowStages {

  /** Name of the stage that others are compared to. */
  static final String LIMIT = "limit";

  /** Name of the window step as the job has it. */
  static final String PORTRAIT = "portrait";

  private WindowStages() {}

  /** In the order of the table. */
  static List<WindowStage> of(Workload main) {
    return List.of(
        new WindowStage(
            "pass-through",
            "by user, nothing else",
            main,
            ROCKSDB,
            events -> RowCount.end(events.keyBy(Event::userId, Types.STRING), event -> false)),
        new WindowStage(
            LIMIT, "2 KiB of state read and written", main, ROCKSDB, WindowStages::limit),
        portrait(PORTRAIT, "Portrait, 16 columns", main, WindowDefinitions.sixteen()));
  }

  private static WindowStage portrait(
      String name, String label, Workload workload, String definitions) {
    return new WindowStage(
        name,
        label,
        workload,
        ROCKSDB,
        events ->
            RowCount.end(
                Windows.from(events, definitions),
                snapshot -> snapshot.kind() == Snapshot.Kind.LIVE));
  }

  private static void limit(DataStream<Event> events) {
    RowCount.end(
        events
            .keyBy(Event::userId, Types.STRING)
            .process(new StateLimit())
            .name("limit")
            .uid("limit"),
        event -> true);
  }
}
