package io.portrait.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.portrait.definition.Churn;
import io.portrait.learning.LogisticLearner;
import io.portrait.learning.LogisticSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.ml.api.Stage;
import org.apache.flink.ml.builder.Pipeline;
import org.apache.flink.ml.builder.PipelineModel;
import org.apache.flink.ml.linalg.DenseVector;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.types.Row;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The stage in Flink ML's pipelines, on a cluster in this process. */
class OnlineLogisticRegressionTest {

  private static final int ROWS = 20_000;
  private static final int BLOCK = 100;
  private static final TypeInformation<Row> TIMES = Types.ROW(Types.LONG, Types.LONG, Types.LONG);

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(2)
              .build());

  private StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
  private StreamTableEnvironment tables = StreamTableEnvironment.create(env);

  @BeforeEach
  void start() {
    env = StreamExecutionEnvironment.getExecutionEnvironment();
    env.setParallelism(2);
    env.getConfig().setAutoWatermarkInterval(5);
    tables = StreamTableEnvironment.create(env);
  }

  @Test
  void models_are_those_of_the_plain_learner_to_the_bit() throws Exception {
    Table rows = rows(ROWS, 0);
    List<LogisticRegressionModelData> models = models(stage().fit(rows).getModelData()[0]);

    LogisticLearner learner =
        new LogisticLearner(
            new LogisticSpec(List.of(), List.of(), new Churn.Learning(0.1, 0.1, 0, 0, BLOCK)));
    List<String> expected = new ArrayList<>();
    for (long i = 0; i < ROWS; i++) {
      if (learner.learn(GeneratedRows.example(GeneratedRows.labelled(i), true))) {
        expected.add(ModelBits.of(VectorLogistic.toData(learner.model())));
      }
    }
    assertThat(models).hasSize(ROWS / BLOCK).extracting(ModelBits::of).isEqualTo(expected);
    assertThat(models)
        .extracting(model -> model.modelTimestamp)
        .startsWith(GeneratedRows.time(BLOCK - 1).toEpochMilli())
        .isSorted();
  }

  @Test
  void the_last_model_is_close_to_what_the_labels_follow_from() throws Exception {
    List<LogisticRegressionModelData> models =
        models(stage().setAlpha(1.0).fit(rows(ROWS, 0)).getModelData()[0]);

    LogisticRegressionModelData last = models.get(models.size() - 1);
    assertThat(last.coefficient.values).containsExactly(GeneratedRows.COEFFICIENT, within(0.15));
    assertThat(last.intercept).isCloseTo(GeneratedRows.INTERCEPT, within(0.15));
  }

  @Test
  void rows_are_scored_with_the_newest_model_and_those_before_the_first_are_not() throws Exception {
    Table rows = rows(ROWS, 5_000);
    List<Row> scored = Collected.rows(stage().fit(rows).transform(rows)[0]);

    int right = 0;
    int withModel = 0;
    long version = 0;
    for (Row row : scored) {
      Long rowVersion = row.getFieldAs("modelVersion");
      if (rowVersion == null) {
        assertThat(row.getField("prediction")).isNull();
        assertThat(row.getField("rawPrediction")).isNull();
      } else {
        withModel++;
        version = Math.max(version, rowVersion);
        DenseVector probabilities = row.getFieldAs("rawPrediction");
        assertThat(probabilities.get(0) + probabilities.get(1)).isCloseTo(1, within(1e-12));
        right += row.getField("label").equals(row.getField("prediction")) ? 1 : 0;
      }
    }
    assertThat(scored).hasSize(ROWS);
    assertThat(withModel).isGreaterThan(ROWS / 2);
    assertThat(version).isGreaterThan(ROWS / BLOCK / 2);
    assertThat(right / (double) withModel).isGreaterThan(0.8);
  }

  @Test
  void both_stages_go_into_a_pipeline_of_flink_ml() throws Exception {
    Table events = rows(4_000, 2_000);

    OnlineKMeans segments =
        new OnlineKMeans()
            .setK(3)
            .setDecayFactor(0.9)
            .setPredictionCol("segment")
            .setModelVersionCol("segmentModel");
    OnlineLogisticRegression churn =
        new OnlineLogisticRegression().setPredictionCol("churn").setModelVersionCol("churnModel");
    PipelineModel model = new Pipeline(List.<Stage<?>>of(segments, churn)).fit(events);
    Table scored = model.transform(events)[0];

    List<Row> rows = Collected.rows(scored);
    assertThat(rows).hasSize(4_000);
    assertThat(rows.get(0).getFieldNames(true))
        .containsExactly(
            "features",
            "label",
            "time",
            "segment",
            "segmentModel",
            "churn",
            "rawPrediction",
            "churnModel");
    assertThat(rows)
        .anySatisfy(row -> assertThat(row.<Integer>getFieldAs("segment")).isBetween(0, 2))
        .anySatisfy(row -> assertThat(row.<Long>getFieldAs("churnModel")).isPositive());
  }

  @Test
  void times_and_watermarks_pass_through_scoring() throws Exception {
    int count = 2_000;
    Table rows = rows(count, 1_000);
    Table scored = stage().fit(rows).transform(rows)[0];

    List<Row> times =
        Collected.elements(
            tables.toDataStream(scored).process(new Times(), TIMES).setParallelism(1));
    assertThat(times)
        .hasSize(count)
        .allSatisfy(row -> assertThat(row.getField(0)).isEqualTo(row.getField(1)));
    // in flight between threads are a few hundred rows at most, and each is a second
    assertThat(times.subList(count * 3 / 4, count))
        .allSatisfy(
            row ->
                assertThat(row.<Long>getFieldAs(2))
                    .isBetween(
                        row.<Long>getFieldAs(0) - Duration.ofSeconds(count / 2).toMillis(),
                        row.<Long>getFieldAs(0)));
  }

  @Test
  void learning_goes_on_from_an_initial_model_that_scores_from_the_first_row(@TempDir Path folder)
      throws Exception {
    LogisticRegressionModelData start =
        new LogisticRegressionModelData(new DenseVector(GeneratedRows.COEFFICIENT.clone()), 7);
    start.intercept = GeneratedRows.INTERCEPT;
    start.baseRate = 0.4;
    start.examples = 1000;
    stage().setInitialModelData(start).setAlpha(0.01).save(folder.resolve("stage").toString());
    OnlineLogisticRegression loaded =
        OnlineLogisticRegression.load(tables, folder.resolve("stage").toString());

    List<LogisticRegressionModelData> models = models(loaded.fit(rows(BLOCK, 0)).getModelData()[0]);

    assertThat(loaded.getAlpha()).isEqualTo(0.01);
    assertThat(loaded.getGlobalBatchSize()).isEqualTo(BLOCK);
    assertThat(models).extracting(model -> model.modelVersion).containsExactly(7L, 8L);
    assertThat(models.get(0).coefficient.values).isEqualTo(GeneratedRows.COEFFICIENT);
    assertThat(models.get(0).intercept).isCloseTo(GeneratedRows.INTERCEPT, within(1e-12));
    assertThat(models.get(1).coefficient.values)
        .isNotEqualTo(GeneratedRows.COEFFICIENT)
        .containsExactly(GeneratedRows.COEFFICIENT, within(0.1));
  }

  private static OnlineLogisticRegression stage() {
    return new OnlineLogisticRegression().setGlobalBatchSize(BLOCK);
  }

  private Table rows(int count, double perSecond) {
    return GeneratedRows.table(
        env, tables, GeneratedRows::labelled, count, perSecond, GeneratedRows.UNDISTURBED);
  }

  private static List<LogisticRegressionModelData> models(Table table) throws Exception {
    return Collected.rows(table).stream().map(LogisticRegressionModelData::of).toList();
  }

  /** The row's time, the time it is known by, and how far time has come. */
  static final class Times extends ProcessFunction<Row, Row> {

    private static final long serialVersionUID = 1;

    @Override
    public void processElement(Row row, Context context, Collector<Row> out) {
      out.collect(
          Row.of(
              row.<Instant>getFieldAs("time").toEpochMilli(),
              context.timestamp(),
              context.timerService().currentWatermark()));
    }
  }
}
