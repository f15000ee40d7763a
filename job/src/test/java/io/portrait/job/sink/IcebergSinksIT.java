package io.portrait.job.sink;

import static io.portrait.job.sink.NumberedJobs.MINUTE;
import static io.portrait.job.sink.NumberedJobs.SHOP;
import static io.portrait.job.sink.NumberedJobs.UPDATES;
import static io.portrait.job.sink.NumberedJobs.expectedProfiles;
import static io.portrait.job.sink.NumberedJobs.numbers;
import static io.portrait.job.sink.NumberedJobs.rejected;
import static io.portrait.job.sink.NumberedJobs.tenths;
import static io.portrait.job.sink.NumberedJobs.ticks;
import static io.portrait.job.sink.NumberedJobs.updates;
import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.definition.Definition;
import io.portrait.job.profile.ProfileUpdate;
import io.portrait.offline.OfflineTables;
import io.portrait.offline.TestDefinitions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiter;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.test.junit5.MiniClusterExtension;
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

  /** Of two sources, so many between two checkpoints. */
  private static final int UPDATES_OF_FAST = 900;

  private static final int UPDATES_OF_SLOW = 500;
  private static final AtomicBoolean IS_SLOW = new AtomicBoolean();

  private final NumberedJobs jobs;
  private final Map<String, String> warehouse;

  IcebergSinksIT(@TempDir Path folder) {
    jobs = new NumberedJobs(folder);
    warehouse = jobs.warehouse();
  }

  @Test
  void everyTableIsExactThoughTheJobFailsTwice() throws Exception {
    StreamExecutionEnvironment env = jobs.environment(null);
    DataStream<Long> numbers = numbers(env, UPDATES).map(new FailsOnce(1_700, 2_900)).uid("fails");
    IcebergSinks sinks = IcebergSinks.open(warehouse, SHOP, 0, 2);

    DataStream<ProfileUpdate> updates = updates(numbers);
    sinks.profiles(updates, "profiles");
    sinks.featureLog(updates, "feature-log");
    sinks.rejectedEvents(rejected(numbers), "rejected-events");
    env.execute();

    assertThat(jobs.read(OfflineTables.PROFILES))
        .extracting(row -> row.get("user_id") + " " + row.get("views"))
        .containsExactlyInAnyOrderElementsOf(expectedProfiles());
    assertThat(jobs.read(OfflineTables.FEATURE_LOG))
        .extracting(row -> (Long) row.get("views"))
        .containsExactlyInAnyOrderElementsOf(ticks(UPDATES));
    assertThat(jobs.read(OfflineTables.REJECTED_EVENTS))
        .extracting(row -> (Long) row.get("offset"))
        .containsExactlyInAnyOrderElementsOf(tenths());
  }

  @Test
  void rowsCarryTheirValuesAndWhereTheyComeFrom() throws Exception {
    StreamExecutionEnvironment env = jobs.environment(null);
    DataStream<Long> numbers = numbers(env, 6);
    IcebergSinks sinks = IcebergSinks.open(warehouse, SHOP, 0, 1);
    sinks.featureLog(updates(numbers), "feature-log");
    sinks.rejectedEvents(rejected(numbers), "rejected-events");
    env.execute();

    assertThat(jobs.read(OfflineTables.FEATURE_LOG))
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
    assertThat(jobs.read(OfflineTables.REJECTED_EVENTS))
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
    StreamExecutionEnvironment env = jobs.environment(null);
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

    assertThat(jobs.read(OfflineTables.FEATURE_LOG))
        .extracting(row -> (Long) row.get("views"))
        .containsExactlyInAnyOrderElementsOf(ticks(UPDATES));
  }

  @Test
  void aWriterThatEndsBeforeTheOtherLosesNothing() throws Exception {
    StreamExecutionEnvironment env = jobs.environment(null);
    // Time for the fast one to end before the next barrier, with rows in its hands.
    env.getCheckpointConfig().setMinPauseBetweenCheckpoints(200);
    DataStream<Long> numbers = numbers(env, UPDATES, IcebergSinksIT::fastOrSlow).setParallelism(2);
    IcebergSinks.open(warehouse, SHOP, 0, 2).rejectedEvents(rejected(numbers), "rejected-events");

    env.execute();

    assertThat(jobs.read(OfflineTables.REJECTED_EVENTS))
        .extracting(row -> (Long) row.get("offset"))
        .containsExactlyInAnyOrderElementsOf(tenths());
  }

  @Test
  void aJobGoesOnFromItsSavepointWithAColumnMore() throws Exception {
    // given a job that was stopped in the middle
    StreamExecutionEnvironment first = jobs.environment(null);
    IcebergSinks.open(warehouse, SHOP, 0, 2)
        .featureLog(updates(numbers(first, UPDATES)), "feature-log");
    JobClient running = first.executeAsync();
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> !jobs.read(OfflineTables.FEATURE_LOG).isEmpty());
    String savepoint = jobs.stop(running, SavepointFormatType.CANONICAL);
    int before = jobs.read(OfflineTables.FEATURE_LOG).size();
    assertThat(before).isLessThan((int) UPDATES / 2);

    // when
    Definition more =
        TestDefinitions.of(
            "shop",
            TestDefinitions.count("views"),
            TestDefinitions.sum("spend"),
            TestDefinitions.count("clicks"));
    StreamExecutionEnvironment second = jobs.environment(savepoint);
    IcebergSinks.open(warehouse, more, 0, 2)
        .featureLog(updates(numbers(second, UPDATES)), "feature-log");
    second.execute();

    // then
    List<Map<String, @Nullable Object>> rows = jobs.read(OfflineTables.FEATURE_LOG);
    assertThat(rows)
        .extracting(row -> (Long) row.get("views"))
        .containsExactlyInAnyOrderElementsOf(ticks(UPDATES));
    // The third value of a profile is tenure_days to the first definition, clicks to the second.
    assertThat(rows).filteredOn(row -> row.get("clicks") == null).hasSize(before);
  }

  /** Of two sources one is slow. */
  private static RateLimiter fastOrSlow(int parallelism) {
    int each = IS_SLOW.getAndSet(true) ? UPDATES_OF_SLOW : UPDATES_OF_FAST;
    return RateLimiterStrategy.perCheckpoint(each * parallelism).createRateLimiter(parallelism);
  }
}
