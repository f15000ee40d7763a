package io.portrait.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.portrait.learning.KMeansLearner;
import io.portrait.learning.KMeansModel;
import io.portrait.learning.KMeansSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.apache.flink.ml.api.Stage;
import org.apache.flink.ml.builder.Pipeline;
import org.apache.flink.ml.clustering.kmeans.KMeansModelData;
import org.apache.flink.ml.linalg.DenseVector;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The stage on a cluster in this process. */
class OnlineKMeansTest {

  private static final int ROWS = 10_000;
  private static final int BLOCK = 100;

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
    tables = StreamTableEnvironment.create(env);
  }

  @Test
  void models_are_those_of_the_plain_learner_to_the_bit() throws Exception {
    List<OnlineKMeansModelData> models = models(stage().fit(rows(ROWS, 0)).getModelData()[0]);

    KMeansLearner learner = new KMeansLearner(new KMeansSpec(List.of(), 3, 0.9, BLOCK));
    List<String> expected = new ArrayList<>();
    for (long i = 0; i < ROWS; i++) {
      if (learner.learn(GeneratedRows.example(GeneratedRows.clustered(i), false))) {
        KMeansModel model = Objects.requireNonNull(learner.model());
        expected.add(ModelBits.of(VectorKMeans.toData(model)));
      }
    }
    assertThat(expected).hasSizeGreaterThan(ROWS / BLOCK / 2);
    assertThat(models).extracting(ModelBits::of).isEqualTo(expected);
  }

  @Test
  void centroids_are_where_the_rows_scatter_in_the_units_of_the_features() throws Exception {
    List<OnlineKMeansModelData> models = models(stage().fit(rows(ROWS, 0)).getModelData()[0]);

    OnlineKMeansModelData last = models.get(models.size() - 1);
    Comparator<double[]> byFirstTwo =
        Comparator.<double[]>comparingDouble(centre -> Math.rint(centre[0] / 5))
            .thenComparingDouble(centre -> Math.rint(centre[1] / 5));
    double[][] found =
        Arrays.stream(last.centroids)
            .map(c -> c.values)
            .sorted(byFirstTwo)
            .toArray(double[][]::new);
    double[][] truth =
        Arrays.stream(GeneratedRows.CENTRES).sorted(byFirstTwo).toArray(double[][]::new);
    for (int i = 0; i < truth.length; i++) {
      assertThat(found[i]).containsExactly(truth[i], within(0.3));
    }
  }

  @Test
  void every_row_has_the_number_of_its_centre_once_there_is_a_model() throws Exception {
    Table rows = rows(ROWS, 5_000);
    Table scored = stage().fit(rows).transform(rows)[0];

    Integer[][] counts = {{0, 0, 0}, {0, 0, 0}, {0, 0, 0}};
    int withModel = 0;
    for (Row row : Collected.rows(scored)) {
      Integer nearest = row.getFieldAs("prediction");
      assertThat(nearest == null).isEqualTo(row.getField("modelVersion") == null);
      if (nearest != null) {
        withModel++;
        counts[row.<Double>getFieldAs("label").intValue()][nearest]++;
      }
    }
    assertThat(withModel).isGreaterThan(ROWS / 2);
    for (Integer[] ofCentre : counts) {
      assertThat(ofCentre).as("rows of one centre").contains(0, 0);
    }
  }

  @Test
  void a_model_of_flink_ml_is_a_start_and_ours_is_a_model_of_flink_ml() throws Exception {
    Table flinkMl = KMeansModelData.generateRandomModelData(tables, 3, 3, 10, 42);
    List<OnlineKMeansModelData> models =
        models(stage().setInitialModelData(flinkMl).fit(rows(BLOCK, 0)).getModelData()[0]);

    assertThat(models).extracting(model -> model.modelVersion).containsExactly(0L, 1L);
    assertThat(models.get(0).weights.values).containsExactly(10, 10, 10);

    start();
    Table ours = stage().fit(rows(1_000, 0)).getModelData()[0];
    List<KMeansModelData> read = Collected.elements(KMeansModelData.getModelDataStream(ours));
    assertThat(read).isNotEmpty();
    assertThat(read.get(0).centroids).hasSize(3);
  }

  @Test
  void params_and_the_initial_model_are_saved(@TempDir Path folder) throws Exception {
    OnlineKMeansModelData start =
        new OnlineKMeansModelData(
            Arrays.stream(GeneratedRows.CENTRES).map(DenseVector::new).toArray(DenseVector[]::new),
            new DenseVector(new double[] {5, 6, 7}),
            4,
            Long.MIN_VALUE);
    stage().setInitialModelData(start).setUid("mine").save(folder.resolve("stage").toString());
    OnlineKMeans loaded = OnlineKMeans.load(tables, folder.resolve("stage").toString());
    loaded.fit(rows(1, 0)).save(folder.resolve("model").toString());
    OnlineKMeansModel model = OnlineKMeansModel.load(tables, folder.resolve("model").toString());

    assertThat(loaded.getParamMap()).isEqualTo(stage().setUid("mine").getParamMap());
    assertThat(model.getUid()).isEqualTo("mine");
    assertThat(model.getK()).isEqualTo(3);
    assertThat(models(loaded.fit(rows(1, 0)).getModelData()[0]))
        .extracting(ModelBits::of)
        .containsExactly(ModelBits.of(start));
  }

  @Test
  void a_pipeline_that_holds_it_is_saved_and_loaded(@TempDir Path folder) throws Exception {
    String path = folder.resolve("pipeline").toString();
    new Pipeline(List.<Stage<?>>of(stage())).save(path);
    Table scored = Pipeline.load(tables, path).fit(rows(1, 0)).transform(rows(1, 0))[0];

    assertThat(scored.getResolvedSchema().getColumnNames()).endsWith("prediction", "modelVersion");
  }

  @Test
  void another_distance_than_the_euclidean_is_not_learned_by() {
    assertThatThrownBy(() -> stage().setDistanceMeasure("cosine").fit(rows(1, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("learning knows only the euclidean distance, not cosine");
  }

  private static OnlineKMeans stage() {
    return new OnlineKMeans().setK(3).setDecayFactor(0.9).setGlobalBatchSize(BLOCK);
  }

  private Table rows(int count, double perSecond) {
    return GeneratedRows.table(
        env, tables, GeneratedRows::clustered, count, perSecond, GeneratedRows.UNDISTURBED);
  }

  private static List<OnlineKMeansModelData> models(Table table) throws Exception {
    return Collected.rows(table).stream().map(OnlineKMeansModelData::of).toList();
  }
}
