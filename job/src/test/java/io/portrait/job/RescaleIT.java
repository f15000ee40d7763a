package io.portrait.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.job.DefinitionChangeIT.Half;
import io.portrait.offline.OfflineTables;
import io.portrait.online.TestRedis;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The whole picture stopped twice with a savepoint, and gone on with at another parallelism. */
class RescaleIT {

  private static final String DEFINITION =
      """
      project: shop
      features:
        - {name: views, types: [view], aggregate: count, windows: [1h, 24h, 7d]}
        - {name: spend, types: [purchase], aggregate: sum, of: amount, windows: [24h, {size: 7d, hop: 1h}]}
        - {name: dearest, types: [purchase], aggregate: max, of: amount, windows: [7d]}
        - {name: days, aggregate: days_active, windows: [7d]}
      derived: [{name: spend_per_view, value: "spend_7d / views_7d"}]
      observations: {every: 3h, active_within: 2d}
      segments: {count: 4, features: [views_7d, spend_7d, days_7d], block: 32}
      churn:
        activity: [view, purchase]
        horizon: 12h
        features: [views_1h, views_24h, views_7d, spend_7d, dearest_7d, spend_per_view, tenure_days]
        alert: {above: 0.5, again_below: 0.4}
        learning: {alpha: 0.1, l1: 0.1}
      """;

  private static final List<String> TABLES =
      List.of(
          OfflineTables.FEATURE_LOG,
          OfflineTables.LABELS,
          OfflineTables.MODELS,
          OfflineTables.SEGMENT_CHANGES,
          OfflineTables.CHURN_ALERTS);

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(4)
              .build());

  private static TestRedis redis;

  @TempDir private Path savepoints;

  @BeforeAll
  static void prepare() {
    redis = TestRedis.inMemory();
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  @Test
  void what_is_learned_and_said_is_the_same_at_every_parallelism(
      @TempDir Path undisturbed, @TempDir Path rescaled) throws Exception {
    Map<String, Object> counts = runToTheEnd(2, null, 0, undisturbed);

    String first = runAThird(2, null, rescaled);
    String second = runAThird(4, first, rescaled);
    Map<String, Object> countsRescaled = runToTheEnd(1, second, 1, rescaled);

    for (String table : TABLES) {
      Map<String, Integer> expected = ShopTables.rows(undisturbed, table);
      assertThat(expected).as(table).isNotEmpty();
      assertThat(ShopTables.rows(rescaled, table)).as(table).isEqualTo(expected);
    }
    assertThat(countsRescaled).isEqualTo(counts);
  }

  private static Map<String, Object> runToTheEnd(
      int parallelism, @Nullable String savepoint, int database, Path warehouse) throws Exception {
    JobExecutionResult result =
        ShopJob.draw(
                from(savepoint),
                parallelism,
                DEFINITION,
                redisUri(database),
                warehouse,
                new Half(Integer.MAX_VALUE))
            .execute();
    Map<String, Object> counts = new TreeMap<>(result.getAllAccumulatorResults());
    // Rows are coalesced by the clock: how many there are is no part of the result.
    counts.remove(Tally.ROWS_WRITTEN);
    return counts;
  }

  /** Returns the savepoint. */
  private String runAThird(int parallelism, @Nullable String savepoint, Path warehouse)
      throws Exception {
    Half.reached = new CountDownLatch(1);
    JobClient job =
        ShopJob.draw(
                from(savepoint),
                parallelism,
                DEFINITION,
                redisUri(1),
                warehouse,
                new Half(ShopJob.EVENTS / 3))
            .executeAsync();
    Half.reached.await();
    return job.stopWithSavepoint(
            false, savepoints.toUri().toString(), SavepointFormatType.CANONICAL)
        .get();
  }

  private static Configuration from(@Nullable String savepoint) {
    Configuration flink = new Configuration();
    if (savepoint != null) {
      flink.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
    }
    return flink;
  }

  private static String redisUri(int database) {
    return redis.address().uri() + "/" + database;
  }
}
