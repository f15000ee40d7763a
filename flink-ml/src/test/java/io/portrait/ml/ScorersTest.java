package io.portrait.ml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.ml.common.distance.DistanceMeasure;
import org.apache.flink.ml.linalg.DenseVector;
import org.apache.flink.ml.linalg.Vector;
import org.apache.flink.ml.linalg.Vectors;
import org.apache.flink.types.Row;
import org.apache.flink.types.RowKind;
import org.apache.flink.types.RowUtils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What two models say of single rows, worked out by hand. */
class ScorersTest {

  private final LogisticScorer churn = new LogisticScorer("features");
  private final KMeansScorer segments =
      new KMeansScorer("features", DistanceMeasure.getInstance("euclidean"));

  @Test
  void before_the_first_model_all_is_null() {
    assertThat(churn.score(row(Vectors.dense(1, 2)))).isEqualTo(scored(null, null, null));
    assertThat(segments.score(row(Vectors.dense(1, 2)))).isEqualTo(scored(null, null));
  }

  @Test
  void a_row_without_a_vector_has_nulls() {
    churn.use(new LogisticRegressionModelData(Vectors.dense(1, 2), 1));
    segments.use(centroids());

    assertThat(churn.score(row(null)).getField(1)).isNull();
    assertThat(segments.score(row(null)).getField(1)).isNull();
  }

  @Test
  void a_probability_is_that_of_coefficients_and_intercept() {
    LogisticRegressionModelData model = new LogisticRegressionModelData(Vectors.dense(1, -2), 5);
    model.intercept = 3 - StrictMath.log(3);
    churn.use(model);

    // 1 * 1 - 2 * 2 + 3 - ln 3 = -ln 3, and 1 / (1 + 3) is a quarter
    Row row = churn.score(row(Vectors.dense(1, 2)));
    DenseVector probabilities = row.getFieldAs(2);
    assertThat(probabilities.get(1)).isBetween(0.25 - 1e-15, 0.25 + 1e-15);
    assertThat(row.getField(1)).isEqualTo(0.0);
    assertThat(row.getField(3)).isEqualTo(5L);
  }

  @Test
  void a_sparse_vector_is_scored_as_the_dense_one() {
    churn.use(new LogisticRegressionModelData(Vectors.dense(1, -2), 5));
    segments.use(centroids());
    Vector sparse = Vectors.sparse(2, new int[] {1}, new double[] {7});

    assertThat(churn.score(row(sparse)).getField(2))
        .isEqualTo(churn.score(row(Vectors.dense(0, 7))).getField(2));
    assertThat(segments.score(row(sparse)).getField(1)).isEqualTo(1);
  }

  @Test
  void the_newest_model_scores_and_the_kind_of_the_row_stays() {
    segments.use(centroids());
    OnlineKMeansModelData swapped = centroids();
    swapped.centroids = new DenseVector[] {Vectors.dense(0, 9), Vectors.dense(0, 0)};
    swapped.modelVersion = 9;
    segments.use(swapped);
    Row row = row(Vectors.dense(0, 8));
    row.setKind(RowKind.UPDATE_AFTER);

    Row scored = segments.score(row);
    assertThat(scored.getField(1)).isEqualTo(0);
    assertThat(scored.getField(2)).isEqualTo(9L);
    assertThat(scored.getKind()).isEqualTo(RowKind.UPDATE_AFTER);
  }

  private static OnlineKMeansModelData centroids() {
    return new OnlineKMeansModelData(
        new DenseVector[] {Vectors.dense(0, 0), Vectors.dense(0, 9)},
        Vectors.dense(1, 1),
        3,
        Long.MIN_VALUE);
  }

  /** A row as tables give it: by position, with names. */
  private static Row row(@Nullable Vector features) {
    LinkedHashMap<String, Integer> positions = new LinkedHashMap<>(Map.of("features", 0));
    return RowUtils.createRowWithNamedPositions(
        RowKind.INSERT, new @Nullable Object[] {features}, positions);
  }

  private static Row scored(@Nullable Object... more) {
    return Row.join(row(Vectors.dense(1, 2)), Row.of(more));
  }
}
