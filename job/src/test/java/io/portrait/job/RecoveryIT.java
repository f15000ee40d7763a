package io.portrait.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Maps;
import io.portrait.aggregate.NaiveTastes;
import io.portrait.aggregate.NaiveUser;
import io.portrait.audit.NaiveFeatures;
import io.portrait.definition.Definition;
import io.portrait.definition.DefinitionFile;
import io.portrait.definition.Embedding;
import io.portrait.embedding.model.EncodedTexts;
import io.portrait.job.clean.RawEvent;
import io.portrait.offline.OfflineTables;
import io.portrait.online.TestRedis;
import io.portrait.profile.ProfileRow;
import io.portrait.profile.RowVersion;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The whole picture with real ends, once undisturbed and once with failures in the middle. */
class RecoveryIT {

  private static final int FAILURES = 3;
  private static final List<String> TABLES =
      List.of(
          OfflineTables.FEATURE_LOG,
          OfflineTables.REJECTED_EVENTS,
          OfflineTables.LABELS,
          OfflineTables.MODELS,
          OfflineTables.SEGMENT_CHANGES,
          OfflineTables.CHURN_ALERTS);

  private static final String DEFINITION =
      """
      project: shop
      features:
        - {name: views, types: [view], aggregate: count, windows: [1h, 24h, 7d]}
        - {name: spend, types: [purchase], aggregate: sum, of: amount, windows: [24h, {size: 7d, hop: 1h}]}
        - {name: dearest, types: [purchase], aggregate: max, of: amount, windows: [7d]}
        - {name: last_category, aggregate: last, of: category}
        - {name: days, aggregate: days_active, windows: [7d]}
      derived: [{name: spend_per_view, value: "spend_7d / views_7d"}]
      tags: [{name: buyer, when: "spend_7d > 0"}]
      embedding: {model: all-minilm-l6-v2, half_life: 3d, weights: {purchase: 3}}
      observations: {every: 3h, active_within: 2d}
      segments: {count: 4, features: [views_7d, spend_7d, days_7d, embedding], block: 32}
      churn:
        activity: [view, purchase]
        horizon: 12h
        features: [views_1h, views_24h, views_7d, spend_7d, dearest_7d, spend_per_view, tenure_days]
        alert: {above: 0.5, again_below: 0.4}
        learning: {alpha: 0.1, l1: 0.1}
      """;

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(2)
              .build());

  private static final Definition PARSED = DefinitionFile.parse(DEFINITION, "shop");
  private static TestRedis redis;

  @BeforeAll
  static void prepare() {
    redis = TestRedis.inMemory();
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  @Test
  void failures_in_the_middle_leave_what_an_undisturbed_run_leaves(
      @TempDir Path calm, @TempDir Path disturbed) throws Exception {
    Map<String, Object> undisturbed = run(0, calm, 0);
    Map<String, Object> recovered = run(1, disturbed, FAILURES);

    assertThat(Failing.failuresLeft.get()).isZero();
    assertThat(recovered).isEqualTo(undisturbed);
    assertThat(counted(recovered)).isEqualTo(ShopJob.EVENTS);

    Map<String, ProfileRow> rows = rows(0);
    Map<String, ProfileRow> again = rows(1);
    assertThat(undisturbed).containsEntry(Tally.USERS, (long) rows.size());
    assertThat(rows).isNotEmpty();
    assertThat(eventsApplied(again)).isEqualTo(eventsApplied(rows));
    assertThat(wrong(rows)).isEmpty();
    assertThat(wrong(again)).isEmpty();
    assertThat(currentVersions(calm)).isEqualTo(versions(rows));
    assertThat(currentVersions(disturbed))
        .satisfies(current -> noNewerThan(versions(again), current));
    for (String table : TABLES) {
      Map<String, Integer> expected = ShopTables.rows(calm, table);
      assertThat(expected).as(table).isNotEmpty();
      assertThat(ShopTables.rows(disturbed, table)).as(table).isEqualTo(expected);
    }
    assertThat(labels(calm)).containsExactlyInAnyOrderElementsOf(ShopJob.labels(PARSED));
  }

  /**
   * Of the same events. Redis may have kept a row from before a failure: rows of users who do
   * nothing wait for each other by the clock, and one that is made again can be as of a little
   * earlier.
   */
  private static void noNewerThan(Map<String, RowVersion> served, Map<String, RowVersion> current) {
    assertThat(current.keySet()).isEqualTo(served.keySet());
    current.forEach(
        (user, version) -> {
          RowVersion kept = Objects.requireNonNull(served.get(user));
          assertThat(version.events()).as(user).isEqualTo(kept.events());
          assertThat(version).as(user).isLessThanOrEqualTo(kept);
        });
  }

  private static Map<String, Object> run(int database, Path warehouse, int failures)
      throws Exception {
    Failing.failuresLeft.set(failures);
    Configuration flink = new Configuration();
    flink.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    flink.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, failures);
    StreamExecutionEnvironment env =
        ShopJob.draw(flink, 2, DEFINITION, redisUri(database), warehouse, new Failing());
    JobExecutionResult result = env.execute();
    Map<String, Object> counts = new TreeMap<>(result.getAllAccumulatorResults());
    // Rows are coalesced by the clock: how many there are is no part of the result.
    counts.remove(Tally.ROWS_WRITTEN);
    return counts;
  }

  private static long counted(Map<String, Object> counts) {
    return counts.entrySet().stream()
        .filter(
            count ->
                count.getKey().startsWith(Tally.EVENTS_REJECTED)
                    || count.getKey().equals(Tally.EVENTS_ACCEPTED)
                    || count.getKey().equals(Tally.EVENTS_DUPLICATE))
        .mapToLong(count -> (Long) count.getValue())
        .sum();
  }

  private static Map<String, ProfileRow> rows(int database) {
    return ShopJob.rows(redisUri(database));
  }

  private static Map<String, Long> eventsApplied(Map<String, ProfileRow> rows) {
    return new TreeMap<>(Maps.transformValues(rows, row -> row.version().events()));
  }

  private static Map<String, RowVersion> versions(Map<String, ProfileRow> rows) {
    return new TreeMap<>(Maps.transformValues(rows, ProfileRow::version));
  }

  /** Where a row is not what the raw events say as of its own time. */
  private static List<String> wrong(Map<String, ProfileRow> rows) {
    List<String> wrong = new ArrayList<>();
    Map<String, NaiveUser> users = ShopJob.users(PARSED);
    Embedding embedding = Objects.requireNonNull(PARSED.embedding());
    NaiveTastes tastes =
        new NaiveTastes(
            embedding, users.values(), texts -> EncodedTexts.of(embedding.model(), texts));
    for (Map.Entry<String, NaiveUser> user : users.entrySet()) {
      ProfileRow row = rows.get(user.getKey());
      if (row == null) {
        wrong.add(user.getKey() + " has no row");
      } else {
        Map<String, Object> expected = user.getValue().evaluate(row.version().asOf());
        String taste = tastes.difference(user.getValue().events(), row.embedding());
        if (taste != null) {
          wrong.add(user.getKey() + ": " + taste);
        }
        for (String difference : NaiveFeatures.differences(PARSED, expected, row.values())) {
          wrong.add(user.getKey() + ": " + difference);
        }
      }
    }
    return wrong;
  }

  private static Map<String, RowVersion> currentVersions(Path warehouse) {
    Map<String, RowVersion> versions = new TreeMap<>();
    for (Map<String, Object> row : ShopTables.read(warehouse, OfflineTables.PROFILES)) {
      versions.put(
          cell(row, "user_id", String.class),
          new RowVersion(
              cell(row, "generation", Long.class),
              cell(row, "events", Long.class),
              cell(row, "as_of", Instant.class).toEpochMilli()));
    }
    return versions;
  }

  private static List<NaiveLabels.Label> labels(Path warehouse) {
    List<NaiveLabels.Label> labels = new ArrayList<>();
    for (Map<String, Object> row : ShopTables.read(warehouse, OfflineTables.LABELS)) {
      labels.add(
          new NaiveLabels.Label(
              cell(row, "user_id", String.class),
              cell(row, "as_of", Instant.class).toEpochMilli(),
              cell(row, "matured_at", Instant.class).toEpochMilli(),
              cell(row, "churned", Boolean.class)));
    }
    return labels;
  }

  private static <T> T cell(Map<String, Object> row, String column, Class<T> type) {
    return type.cast(Objects.requireNonNull(row.get(column), column));
  }

  private static String redisUri(int database) {
    return redis.address().uri() + "/" + database;
  }

  /** Fails at a few places, each time only after a checkpoint it can go back to. */
  static final class Failing extends RichMapFunction<RawEvent, RawEvent>
      implements CheckpointListener {

    private static final long serialVersionUID = 1;
    static final AtomicInteger failuresLeft = new AtomicInteger();

    private int checkpoints;
    private int sinceCheckpoint;

    @Override
    public RawEvent map(RawEvent event) {
      sinceCheckpoint++;
      if (checkpoints >= 3 && sinceCheckpoint == 250 && failuresLeft.get() > 0) {
        failuresLeft.decrementAndGet();
        throw new IllegalStateException("injected");
      }
      return event;
    }

    @Override
    public void notifyCheckpointComplete(long checkpoint) {
      checkpoints++;
      sinceCheckpoint = 0;
    }
  }
}
