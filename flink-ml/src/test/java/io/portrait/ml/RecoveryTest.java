package io.portrait.ml;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.api.common.functions.FilterFunction;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.table.api.config.ExecutionConfigOptions;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.types.Row;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Both stages in one job that fails, stops, changes its parallelism and goes on. */
class RecoveryTest {

  private static final int ROWS = 6_000;
  private static final int PER_SECOND = 4_000;
  private static final int BLOCK = 70;

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(4)
              .build());

  @Test
  void a_failure_in_the_middle_changes_no_bit_of_a_model() throws Exception {
    Map<String, String> calm = undisturbed();
    Failing.hasFailed.set(false);
    Results.clear();
    draw(2, null, new Failing()).execute();

    assertThat(Failing.hasFailed).isTrue();
    assertThat(Results.MODELS).isEqualTo(calm);
    assertThat(Results.ROWS).hasSize(ROWS);
  }

  @ParameterizedTest
  @EnumSource
  void neither_does_a_stop_with_another_parallelism_after_it(
      SavepointFormatType format, @TempDir Path savepoints) throws Exception {
    Map<String, String> calm = undisturbed();
    Results.clear();
    String first = runUntil(ROWS / 3, 2, null, savepoints, format);
    long versionBefore = Results.latestVersion();
    Results.ROWS.clear();
    String second = runUntil(ROWS * 2 / 3, 4, first, savepoints, format);

    assertThat(Results.ROWS).isNotEmpty();
    // restored scorers have a model for their very first row: nothing is null
    assertThat(Results.ROWS.values()).allSatisfy(version -> assertThat(version).isGreaterThan(0));
    assertThat(versionBefore).isPositive();
    draw(1, second, new Until(Integer.MAX_VALUE)).execute();

    assertThat(Results.MODELS).isEqualTo(calm);
  }

  private static Map<String, String> undisturbed() throws Exception {
    Results.clear();
    draw(2, null, GeneratedRows.UNDISTURBED).execute();
    assertThat(Results.MODELS).hasSizeGreaterThan(2 * (ROWS / BLOCK - 10));
    assertThat(Results.ROWS).hasSize(ROWS);
    return new ConcurrentSkipListMap<>(Results.MODELS);
  }

  private static String runUntil(
      int rows,
      int parallelism,
      @Nullable String savepoint,
      Path savepoints,
      SavepointFormatType format)
      throws Exception {
    Until.reached = new CountDownLatch(1);
    JobClient job = draw(parallelism, savepoint, new Until(rows)).executeAsync();
    assertThat(Until.reached.await(60, TimeUnit.SECONDS)).isTrue();
    return job.stopWithSavepoint(false, savepoints.toUri().toString(), format).get();
  }

  /** Both stages learn from rows and score them; no operator without a uid of its own. */
  private static StreamExecutionEnvironment draw(
      int parallelism, @Nullable String savepoint, MapFunction<Row, Row> onTheWay) {
    Configuration flink = new Configuration();
    flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(100));
    flink.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    flink.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 1);
    flink.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ZERO);
    flink.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    if (savepoint != null) {
      flink.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
    }
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(flink);
    env.setParallelism(parallelism);
    StreamTableEnvironment tables = StreamTableEnvironment.create(env);
    tables
        .getConfig()
        .set(
            ExecutionConfigOptions.TABLE_EXEC_UID_GENERATION,
            ExecutionConfigOptions.UidGeneration.ALWAYS);
    Table rows =
        GeneratedRows.table(env, tables, GeneratedRows::labelled, ROWS, PER_SECOND, onTheWay);
    OnlineLogisticRegressionModel churn =
        new OnlineLogisticRegression().setGlobalBatchSize(BLOCK).fit(rows);
    OnlineKMeansModel segments =
        new OnlineKMeans().setK(3).setDecayFactor(0.9).setGlobalBatchSize(BLOCK).fit(rows);
    models(tables, churn.getModelData()[0], "churn");
    models(tables, segments.getModelData()[0], "segments");
    tables
        .toDataStream(churn.transform(rows)[0])
        .filter(new ScoredRows())
        .uid("scored")
        .sinkTo(new DiscardingSink<>())
        .uid("scored-sink");
    tables
        .toDataStream(segments.transform(rows)[0])
        .sinkTo(new DiscardingSink<>())
        .uid("segmented-sink");
    return env;
  }

  private static void models(StreamTableEnvironment tables, Table models, String name) {
    tables
        .toDataStream(models)
        .filter(new Models(name))
        .setParallelism(1)
        .uid(name + "-models")
        .sinkTo(new DiscardingSink<>())
        .uid(name + "-models-sink");
  }

  /** What came out, over all attempts. */
  static final class Results {

    static final Map<String, String> MODELS = new ConcurrentSkipListMap<>();
    static final Map<Instant, Long> ROWS = new ConcurrentSkipListMap<>();

    private Results() {}

    static void clear() {
      MODELS.clear();
      ROWS.clear();
    }

    static long latestVersion() {
      return ROWS.values().stream().mapToLong(version -> version).max().orElse(0);
    }
  }

  /** Keeps every model; one that comes again has to be the same to the bit. */
  static final class Models implements FilterFunction<Row> {

    private static final long serialVersionUID = 1;
    private final String name;

    Models(String name) {
      this.name = name;
    }

    @Override
    public boolean filter(Row row) {
      boolean isChurn = name.equals("churn");
      String bits =
          isChurn
              ? ModelBits.of(LogisticRegressionModelData.of(row))
              : ModelBits.of(OnlineKMeansModelData.of(row));
      String key = "%s %06d".formatted(name, row.<Long>getFieldAs("modelVersion"));
      String before = Results.MODELS.put(key, bits);
      if (before != null && !before.equals(bits)) {
        throw new IllegalStateException(key + " was " + before + " and is " + bits);
      }
      return false;
    }
  }

  /** Keeps the version that scored each row; 0 where none did. */
  static final class ScoredRows implements FilterFunction<Row> {

    private static final long serialVersionUID = 1;

    @Override
    public boolean filter(Row row) {
      Long version = row.getFieldAs("modelVersion");
      Results.ROWS.put(row.getFieldAs("time"), version == null ? 0 : version);
      return false;
    }
  }

  /** Fails once, only after a checkpoint with learned rows that it can go back to. */
  static final class Failing extends RichMapFunction<Row, Row> implements CheckpointListener {

    private static final long serialVersionUID = 1;
    static final AtomicBoolean hasFailed = new AtomicBoolean();

    private int rows;
    private int sinceCheckpoint;
    private boolean hasCheckpoint;

    @Override
    public Row map(Row row) {
      rows++;
      sinceCheckpoint++;
      if (hasCheckpoint && sinceCheckpoint == 50 && hasFailed.compareAndSet(false, true)) {
        throw new IllegalStateException("injected");
      }
      return row;
    }

    @Override
    public void notifyCheckpointComplete(long checkpoint) {
      hasCheckpoint = rows > ROWS / 4;
      sinceCheckpoint = 0;
    }
  }

  /** Says when so many rows have passed. */
  static final class Until implements MapFunction<Row, Row> {

    private static final long serialVersionUID = 1;
    static CountDownLatch reached = new CountDownLatch(1);

    private final Instant last;

    Until(int rows) {
      last = GeneratedRows.time(rows);
    }

    @Override
    public Row map(Row row) {
      Instant time = Objects.requireNonNull(row.getFieldAs(2));
      if (time.equals(last)) {
        reached.countDown();
      }
      return row;
    }
  }
}
