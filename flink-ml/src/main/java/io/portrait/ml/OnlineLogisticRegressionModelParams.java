package io.portrait.ml;

import org.apache.flink.ml.param.Param;
import org.apache.flink.ml.param.ParamValidators;
import org.apache.flink.ml.param.StringParam;

/**
 * Params of {@link OnlineLogisticRegressionModel}.
 *
 * @param <T> the stage
 */
public interface OnlineLogisticRegressionModelParams<T> extends ScoringParams<T> {

  Param<String> RAW_PREDICTION_COL =
      new StringParam("rawPredictionCol", "Raw prediction column name.", "rawPrediction");

  Param<String> UID =
      new StringParam(
          "uid",
          "By which a savepoint knows the stage's operators; each stage of a job needs its own.",
          "online-logistic-regression",
          ParamValidators.notNull());

  /** The column for the probabilities of labels 0 and 1, a vector; null before the first model. */
  default String getRawPredictionCol() {
    return get(RAW_PREDICTION_COL);
  }

  default T setRawPredictionCol(String column) {
    return set(RAW_PREDICTION_COL, column);
  }

  default String getUid() {
    return get(UID);
  }

  default T setUid(String uid) {
    return set(UID, uid);
  }
}
