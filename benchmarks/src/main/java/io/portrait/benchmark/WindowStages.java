package io.portrait.benchmark;

import static io.portrait.benchmark.WindowStage.HEAP;
import static io.portrait.benchmark.WindowStage.ROCKSDB;

import io.portrait.benchmark.WindowStage.Step;
import io.portrait.event.EmbeddedEvent;
import io.portrait.event.Event;
import io.portrait.event.UserRecord;
import io.portrait.job.window.ErasureRegister;
import io.portrait.job.window.Snapshot;
import io.portrait.job.window.Windows;
import io.portrait.job.wire.EmbeddedEventWire;
import java.util.List;
import java.util.Locale;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;

/** All window stages there are. */
final class WindowStages {

  /** Name of the stage that others are compared to. */
  static final String LIMIT = "limit";

  /** Name of the window step as the job has it. */
  static final String PORTRAIT = "portrait";

  /** Name of Portrait with a hop of a minute for 30 days. */
  static final String MINUTE_HOPS = "minute-hops";

  /** Name of Portrait with 25 features. */
  static final String HUNDRED_COLUMNS = "hundred-columns";

  /** Name of Portrait with a twentieth of the users. */
  static final String FEW_USERS = "few-users";

  /** Name of Portrait with ten times the users. */
  static final String MANY_USERS = "many-users";

  /** Name of Flink's sliding windows on RocksDB. */
  static final String SLIDING = "sliding";

  private static final byte[] SALT = {};
  private static final double HOT_SHARE = 0.3;

  private WindowStages() {}

  /**
   * In the order of the table.
   *
   * @param slowEvents for Flink's sliding windows on RocksDB; others that are slow get several
   *     times as many, to run about as long
   */
  static List<WindowStage> of(Workload main, long slowEvents) {
    Step sixteen = portrait(WindowDefinitions.sixteen());
    Workload few = main.withUsers(main.users() / 20);
    Workload many = main.withUsers(main.users() * 10);
    Step sliding = SlidingWindows::draw;
    return List.of(
        new WindowStage("pass-through", "by user, nothing else", main, ROCKSDB, passThrough()),
        new WindowStage(LIMIT, "2 KiB of state read and written", main, ROCKSDB, limit()),
        new WindowStage(PORTRAIT, "Portrait, 16 columns", main, ROCKSDB, sixteen),
        new WindowStage("heap", "- on the heap", main, HEAP, sixteen),
        new WindowStage("event-ids", "- with event ids", main.withEventIds(), ROCKSDB, sixteen),
        new WindowStage(
            "every-row",
            "- a row for every change",
            main,
            ROCKSDB,
            portrait(WindowDefinitions.everyRow())),
        new WindowStage(
            "observed",
            "- observed daily",
            main,
            ROCKSDB,
            portrait(WindowDefinitions.observedDaily())),
        new WindowStage(
            MINUTE_HOPS,
            "- 30 days by the minute",
            main,
            ROCKSDB,
            portrait(WindowDefinitions.minuteHops())),
        new WindowStage(
            HUNDRED_COLUMNS, "- 100 columns", main, ROCKSDB, portrait(WindowDefinitions.hundred())),
        new WindowStage(FEW_USERS, users(few), few, ROCKSDB, sixteen),
        new WindowStage(MANY_USERS, users(many), many, ROCKSDB, sixteen),
        new WindowStage(
            "hot-user", "- 30 % of one user", main.withHotUser(HOT_SHARE), ROCKSDB, sixteen),
        new WindowStage(
            "sliding-heap",
            "Flink's sliding windows, on the heap",
            main.scaledTo(6 * slowEvents),
            HEAP,
            sliding),
        new WindowStage(
            SLIDING, "Flink's sliding windows", main.scaledTo(slowEvents), ROCKSDB, sliding),
        new WindowStage(
            "over",
            "Flink SQL OVER, 24h only",
            main.scaledTo(20 * slowEvents),
            ROCKSDB,
            OverWindow::draw));
  }

  private static String users(Workload workload) {
    return String.format(Locale.ROOT, "- %,d users", workload.users());
  }

  private static Step passThrough() {
    return events -> RowCount.end(events.keyBy(Event::userId, Types.STRING), event -> false);
  }

  private static Step limit() {
    return events ->
        RowCount.end(
            events
                .keyBy(Event::userId, Types.STRING)
                .process(new StateLimit())
                .name(LIMIT)
                .uid(LIMIT),
            event -> true);
  }

  private static Step portrait(String definitions) {
    return events ->
        RowCount.end(
            Windows.from(plain(events), definitions, ErasureRegister.empty(SALT), null).snapshots(),
            snapshot -> snapshot.kind() == Snapshot.Kind.LIVE);
  }

  /** As events come that have no text. */
  private static DataStream<UserRecord> plain(DataStream<Event> events) {
    return events
        .map(event -> (UserRecord) EmbeddedEvent.plain(event))
        .returns(EmbeddedEventWire.TYPE)
        .name("plain")
        .uid("plain");
  }
}
