package io.portrait.job.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.definition.Definition;
import io.portrait.erasure.ErasedUsers;
import io.portrait.erasure.TableReport;
import io.portrait.erasure.WarehouseErasure;
import io.portrait.event.EventRules;
import io.portrait.event.Origin;
import io.portrait.event.RejectReason;
import io.portrait.event.RejectedEvent;
import io.portrait.job.profile.ProfileUpdate;
import io.portrait.job.window.Snapshot.Kind;
import io.portrait.job.wire.ProfileUpdateWire;
import io.portrait.job.wire.RejectedEventWire;
import io.portrait.maintenance.Maintained;
import io.portrait.maintenance.Maintenance;
import io.portrait.maintenance.Upkeep;
import io.portrait.offline.OfflineCatalog;
import io.portrait.offline.OfflineReader;
import io.portrait.offline.OfflineTables;
import io.portrait.offline.TestDefinitions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiter;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.expressions.Expressions;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The sinks on a running Flink, their tables in one SQLite catalog, read back by Iceberg. */
class IcebergSinksIT {

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(4)
              .build());

  private static final int USERS = 40;
  private static final int ERASED = 7;
  private static final long UPDATES = 4_000;

  /** Does not divide {@link #UPDATES}: some come after the last checkpoint before the end. */
  private static final int PER_CHECKPOINT = 450;

  /** Of two sources, so many between two checkpoints. */
  private static final int UPDATES_OF_FAST = 900;

  private static final int UPDATES_OF_SLOW = 500;
  private static final AtomicBoolean IS_SLOW = new AtomicBoolean();

  private static final long MINUTE = 60_000;

  private static final Definition SHOP =
      TestDefinitions.of("shop", TestDefinitions.count("views"), TestDefinitions.sum("spend"));

  private final Map<String, String> warehouse;
  private final Path checkpoints;

  IcebergSinksIT(@TempDir Path folder) {
    warehouse = OfflineCatalog.local(folder.resolve("ware house"));
    checkpoints = folder.resolve("checkpoints");
  }

  @Test
  void everyTableIsExactThoughTheJobFailsTwice() throws Exception {
    StreamExecutionEnvironment env = environment(null);
    DataStream<Long> numbers = numbers(env, UPDATES).map(new FailsOnce(1_700, 2_900)).uid("fails");
    IcebergSinks sinks = IcebergSinks.open(warehouse, SHOP, 0, 2);

    DataStream<ProfileUpdate> updates = updates(numbers);
    sinks.profiles(updates, "profiles");
    sinks.featureLog(updates, "feature-log");
    sinks.rejectedEvents(rejected(numbers), "rejected-events");
    env.execute();

    assertThat(read(OfflineTables.PROFILES))
        .extracting(row -> row.get("user_id") + " " + row.get("views"))
        .containsExactlyInAnyOrderElementsOf(expectedProfiles());
    assertThat(read(OfflineTables.FEATURE_LOG))
        .extracting(row -> (Long) row.get("views"))
        .containsExactlyInAnyOrderElementsOf(ticks(UPDATES));
    assertThat(read(OfflineTables.REJECTED_EVENTS))
        .extracting(row -> (Long) row.get("offset"))
        .containsExactlyInAnyOrderElementsOf(tenths());
  }

  @Test
  void rowsCarryTheirValuesAndWhereTheyComeFrom() throws Exception {
    StreamExecutionEnvironment env = environment(null);
    DataStream<Long> numbers = numbers(env, 6);
    IcebergSinks sinks = IcebergSinks.open(warehouse, SHOP, 0, 1);
    sinks.featureLog(updates(numbers), "feature-log");
    sinks.rejectedEvents(rejected(numbers), "rejected-events");
    env.execute();

    assertThat(read(OfflineTables.FEATURE_LOG))
        .filteredOn(row -> Long.valueOf(5).equals(row.get("views")))
        .singleElement()
        .satisfies(
            row ->
                assertThat(row)
                    .containsEntry("user_id", "u-5")
                    .containsEntry("as_of", Instant.ofEpochMilli(5 * MINUTE))
                    .containsEntry("known_at", Instant.ofEpochMilli(5 * MINUTE + 1_000))
                    .containsEntry("generation", 0L)
                    .containsEntry("spend", 2.5)
                    .containsEntry("segment", null)
                    .containsEntry("tags", List.of())
                    .containsEntry("models", Map.of()));
    assertThat(read(OfflineTables.REJECTED_EVENTS))
        .singleElement()
        .satisfies(
            row ->
                assertThat(row)
                    .containsEntry("reason", "bad_time")
                    .containsEntry("detail", "time is \"0\"")
                    .containsEntry("raw", "raw".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void nothingIsWrittenTwiceThoughTheJobFailsAfterTheEndOfItsInput() throws Exception {
    StreamExecutionEnvironment env = environment(null);
    DataStream<Long> numbers = numbers(env, UPDATES);
    IcebergSinks sinks = IcebergSinks.open(warehouse, SHOP, 0, 2);
    sinks.featureLog(updates(numbers), "feature-log");
    numbers
        .transform(
            "fails after the end",
            Types.LONG,
            new FailsAfterTheEnd(
                warehouse, OfflineTables.identifier("shop", OfflineTables.FEATURE_LOG)))
        .uid("fails-after-the-end")
        .disableChaining()
        .sinkTo(new DiscardingSink<>())
        .uid("discards");
    env.execute();

    assertThat(read(OfflineTables.FEATURE_LOG))
        .extracting(row -> (Long) row.get("views"))
        .containsExactlyInAnyOrderElementsOf(ticks(UPDATES));
  }

  @Test
  void aWriterThatEndsBeforeTheOtherLosesNothing() throws Exception {
    StreamExecutionEnvironment env = environment(null);
    // Time for the fast one to end before the next barrier, with rows in its hands.
    env.getCheckpointConfig().setMinPauseBetweenCheckpoints(200);
    DataStream<Long> numbers =
        env.fromSource(
                new DataGeneratorSource<>(
                    number -> number, UPDATES, IcebergSinksIT::fastOrSlow, Types.LONG),
                WatermarkStrategy.noWatermarks(),
                "numbers")
            .uid("numbers");
    IcebergSinks.open(warehouse, SHOP, 0, 2).rejectedEvents(rejected(numbers), "rejected-events");

    env.execute();

    assertThat(read(OfflineTables.REJECTED_EVENTS))
        .extracting(row -> (Long) row.get("offset"))
        .containsExactlyInAnyOrderElementsOf(tenths());
  }

  @Test
  void aJobGoesOnFromItsSavepointWithAColumnMore() throws Exception {
    // given a job that was stopped in the middle
    StreamExecutionEnvironment first = environment(null);
    IcebergSinks.open(warehouse, SHOP, 0, 2)
        .featureLog(updates(numbers(first, UPDATES)), "feature-log");
    JobClient running = first.executeAsync();
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> !read(OfflineTables.FEATURE_LOG).isEmpty());
    String savepoint =
        running
            .stopWithSavepoint(
                false,
                checkpoints.resolve("savepoint").toUri().toString(),
                SavepointFormatType.CANONICAL)
            .get();
    int before = read(OfflineTables.FEATURE_LOG).size();
    assertThat(before).isLessThan((int) UPDATES / 2);

    // when
    Definition more =
        TestDefinitions.of(
            "shop",
            TestDefinitions.count("views"),
            TestDefinitions.sum("spend"),
            TestDefinitions.count("clicks"));
    StreamExecutionEnvironment second = environment(savepoint);
    IcebergSinks.open(warehouse, more, 0, 2)
        .featureLog(updates(numbers(second, UPDATES)), "feature-log");
    second.execute();

    // then
    List<Map<String, @Nullable Object>> rows = read(OfflineTables.FEATURE_LOG);
    assertThat(rows)
        .extracting(row -> (Long) row.get("views"))
        .containsExactlyInAnyOrderElementsOf(ticks(UPDATES));
    // The third value of a profile is tenure_days to the first definition, clicks to the second.
    assertThat(rows).filteredOn(row -> row.get("clicks") == null).hasSize(before);
  }

  @Test
  void anErasureOfHistoryBesideAJobAndUnderAStoppedOneWritesNothingTwice() throws Exception {
    long saved =
        runAround(
            () -> erase(true),
            () -> {
              List<TableReport> reports = erase(false);
              assertThat(reports).flatExtracting(TableReport::remaining).isEmpty();
              assertThat(reports.stream().mapToInt(TableReport::snapshotsExpired).sum())
                  .isPositive();
            });

    assertThat(read(OfflineTables.FEATURE_LOG))
        .extracting(row -> (Long) row.get("views"))
        .containsExactlyInAnyOrderElementsOf(
            ticks(UPDATES).stream()
                .filter(number -> number > saved || number % USERS != ERASED)
                .toList());
    assertThat(read(OfflineTables.PROFILES))
        .extracting(row -> row.get("user_id") + " " + row.get("views"))
        .containsExactlyInAnyOrderElementsOf(expectedProfiles());
  }

  @Test
  void maintenanceBesideAJobAndUnderAStoppedOneChangesNoRow() throws Exception {
    List<Maintained> done = new ArrayList<>();

    runAround(() -> done.addAll(maintain()), () -> done.addAll(maintain()));

    assertThat(done).extracting(Maintained::rewritten).anyMatch(files -> files > 0);
    assertThat(done).extracting(Maintained::expired).anyMatch(snapshots -> snapshots > 0);
    assertThat(read(OfflineTables.FEATURE_LOG))
        .extracting(row -> (Long) row.get("views"))
        .containsExactlyInAnyOrderElementsOf(ticks(UPDATES));
    assertThat(read(OfflineTables.PROFILES))
        .extracting(row -> row.get("user_id") + " " + row.get("views"))
        .containsExactlyInAnyOrderElementsOf(expectedProfiles());
  }

  /**
   * Does something beside a job that writes, and something else while it is stopped; then it goes
   * on to its end.
   *
   * @return the last number that was in a table at the savepoint
   */
  private long runAround(Runnable beside, Runnable stopped) throws Exception {
    StreamExecutionEnvironment first = environment(null);
    IcebergSinks sinks = IcebergSinks.open(warehouse, SHOP, 0, 2);
    DataStream<ProfileUpdate> updates = updates(numbers(first, UPDATES, Gate.behind(1_000)));
    sinks.profiles(updates, "profiles");
    sinks.featureLog(updates, "feature-log");
    JobClient running = first.executeAsync();
    awaitErased();
    // Twenty values a time, spread over as long as it takes.
    Thread more = new Thread(() -> openSlowly(40));
    more.start();
    beside.run();
    more.join();
    Gate.open(200);
    awaitErased();
    // The savepoint itself is to hold rows: values come until it is taken.
    AtomicBoolean isSaved = new AtomicBoolean();
    Thread until = new Thread(() -> trickle(1_200, isSaved));
    until.start();
    String savepoint =
        running
            .stopWithSavepoint(
                false,
                checkpoints.resolve("savepoint").toUri().toString(),
                SavepointFormatType.NATIVE)
            .get();
    isSaved.set(true);
    until.join();
    long saved =
        read(OfflineTables.FEATURE_LOG).stream()
            .mapToLong(row -> (Long) Objects.requireNonNull(row.get("views")))
            .max()
            .orElseThrow();
    assertThat(saved).isLessThan(UPDATES - 2 * USERS);

    stopped.run();
    StreamExecutionEnvironment second = environment(savepoint);
    IcebergSinks again = IcebergSinks.open(warehouse, SHOP, 0, 2);
    DataStream<ProfileUpdate> rest = updates(numbers(second, UPDATES));
    again.profiles(rest, "profiles");
    again.featureLog(rest, "feature-log");
    second.execute();
    return saved;
  }

  private List<Maintained> maintain() {
    Upkeep nothingOld = new Upkeep(Duration.ZERO, Duration.ZERO, Duration.ofDays(1), false);
    Catalog catalog = OfflineCatalog.open(warehouse);
    try {
      Maintenance maintenance = new Maintenance(catalog, "shop", nothingOld);
      return maintenance.tables().stream()
          .map(table -> maintenance.maintain(table, Instant.now().plusSeconds(1)))
          .toList();
    } finally {
      OfflineCatalog.close(catalog);
    }
  }

  private void openSlowly(int times) {
    for (int i = 0; i < times; i++) {
      // As long as a look into the table takes.
      read(OfflineTables.FEATURE_LOG);
      Gate.open(20);
    }
  }

  private static void trickle(int most, AtomicBoolean isEnough) {
    for (int i = 0; i < most && !isEnough.get(); i++) {
      Gate.open(1);
      LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
    }
  }

  private void awaitErased() {
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> read(OfflineTables.FEATURE_LOG).stream().anyMatch(IcebergSinksIT::isErased));
  }

  private static boolean isErased(Map<String, @Nullable Object> row) {
    return ("u-" + ERASED).equals(row.get("user_id"));
  }

  private List<TableReport> erase(boolean isWritten) {
    Catalog catalog = OfflineCatalog.open(warehouse);
    try {
      WarehouseErasure erasure =
          new WarehouseErasure(
              catalog, "shop", EventRules.DEFAULT, ErasedUsers.named(List.of("u-" + ERASED)));
      assertThat(erasure.pass()).isTrue();
      erasure.endHistory(Instant.now(), Duration.ZERO);
      return erasure.search(
          Instant.now(),
          Duration.ZERO,
          isWritten ? Duration.ofDays(1) : Duration.ZERO,
          (table, files) -> {});
    } finally {
      OfflineCatalog.close(catalog);
    }
  }

  private StreamExecutionEnvironment environment(@Nullable String savepoint) {
    Configuration configuration = new Configuration();
    configuration.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.toUri().toString());
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 3);
    configuration.set(
        RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(1));
    if (savepoint != null) {
      configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
    }
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    env.setParallelism(2);
    env.enableCheckpointing(100);
    env.getConfig().enableObjectReuse();
    env.getConfig().disableAutoGeneratedUIDs();
    return env;
  }

  /** 0, 1, 2, ...: so many between two checkpoints, so that there are several. */
  private static DataStream<Long> numbers(StreamExecutionEnvironment env, long count) {
    return numbers(env, count, RateLimiterStrategy.perCheckpoint(PER_CHECKPOINT));
  }

  private static DataStream<Long> numbers(
      StreamExecutionEnvironment env, long count, RateLimiterStrategy rate) {
    return env.fromSource(
            new DataGeneratorSource<>(number -> number, count, rate, Types.LONG),
            WatermarkStrategy.noWatermarks(),
            "numbers")
        .uid("numbers")
        .setParallelism(1);
  }

  /** Of two sources one is slow. */
  private static RateLimiter fastOrSlow(int parallelism) {
    int each = IS_SLOW.getAndSet(true) ? UPDATES_OF_SLOW : UPDATES_OF_FAST;
    return RateLimiterStrategy.perCheckpoint(each * parallelism).createRateLimiter(parallelism);
  }

  /** Each number is an update of one of the users; every second one is a tick too. */
  private static DataStream<ProfileUpdate> updates(DataStream<Long> numbers) {
    return numbers
        .keyBy(number -> number % USERS)
        .<ProfileUpdate>flatMap(
            (number, out) -> {
              String user = "u-" + number % USERS;
              out.collect(TestProfiles.update(kind(number), user, views(number), number * MINUTE));
              if (number % 2 == 1) {
                out.collect(TestProfiles.update(Kind.TICK, user, number, number * MINUTE));
              }
            },
            ProfileUpdateWire.TYPE)
        .uid("updates");
  }

  /** The last update of users 0 to 4 says that they are gone; users 5 to 9 come back after it. */
  private static Kind kind(long number) {
    long user = number % USERS;
    boolean last = number >= UPDATES - USERS;
    boolean lastButOne = !last && number >= UPDATES - 2 * USERS;
    boolean gone = (last && user < 5) || (lastButOne && user >= 5 && user < 10);
    return gone ? Kind.GONE : Kind.LIVE;
  }

  private static long views(long number) {
    boolean back = number >= UPDATES - USERS && number % USERS >= 5 && number % USERS < 10;
    return back ? 1 : number;
  }

  private static List<String> expectedProfiles() {
    return LongStream.range(UPDATES - USERS, UPDATES)
        .filter(number -> kind(number) == Kind.LIVE)
        .mapToObj(number -> "u-" + number % USERS + " " + views(number))
        .toList();
  }

  private static List<Long> ticks(long count) {
    return LongStream.range(0, count).filter(number -> number % 2 == 1).boxed().toList();
  }

  private static List<Long> tenths() {
    return LongStream.range(0, UPDATES).filter(number -> number % 10 == 0).boxed().toList();
  }

  private static DataStream<RejectedEvent> rejected(DataStream<Long> numbers) {
    return numbers
        .<RejectedEvent>flatMap(
            (number, out) -> {
              if (number % 10 == 0) {
                out.collect(
                    new RejectedEvent(
                        "raw".getBytes(StandardCharsets.UTF_8),
                        RejectReason.BAD_TIME,
                        "time is \"" + number + "\"",
                        new Origin("user-events", 0, number)));
              }
            },
            RejectedEventWire.TYPE)
        .uid("rejected");
  }

  private List<Map<String, @Nullable Object>> read(String table) {
    Catalog catalog = OfflineCatalog.open(warehouse);
    try {
      return OfflineReader.rows(
          catalog.loadTable(OfflineTables.identifier("shop", table)), Expressions.alwaysTrue());
    } finally {
      OfflineCatalog.close(catalog);
    }
  }
}
