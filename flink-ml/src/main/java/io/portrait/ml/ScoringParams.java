package io.portrait.ml;

import org.apache.flink.ml.param.Param;
import org.apache.flink.ml.param.ParamValidators;
import org.apache.flink.ml.param.StringParam;
import org.apache.flink.ml.param.WithParams;

/**
 * Columns that a model reads and writes, by the names that Flink ML gives these params.
 *
 * @param <T> the stage
 */
public interface ScoringParams<T> extends WithParams<T> {

  Param<String> FEATURES_COL =
      new StringParam(
          "featuresCol", "Features column name.", "features", ParamValidators.notNull());

  Param<String> PREDICTION_COL =
      new StringParam(
          "predictionCol", "Prediction column name.", "prediction", ParamValidators.notNull());

  Param<String> MODEL_VERSION_COL =
      new StringParam(
          "modelVersionCol",
          "The name of the column with the version of the model that a row was scored with.",
          "modelVersion",
          ParamValidators.notNull());

  /** The column with a {@code Vector}. */
  default String getFeaturesCol() {
    return get(FEATURES_COL);
  }

  default T setFeaturesCol(String column) {
    return set(FEATURES_COL, column);
  }

  /** The column for what is predicted; null in rows before the first model. */
  default String getPredictionCol() {
    return get(PREDICTION_COL);
  }

  default T setPredictionCol(String column) {
    return set(PREDICTION_COL, column);
  }

  /** The column for the model's version, BIGINT; null in rows before the first model. */
  default String getModelVersionCol() {
    return get(MODEL_VERSION_COL);
  }

  default T setModelVersionCol(String column) {
    return set(MODEL_VERSION_COL, column);
  }
}
