package io.portrait.ml;

import org.apache.flink.ml.param.DoubleParam;
import org.apache.flink.ml.param.Param;
import org.apache.flink.ml.param.ParamValidators;
import org.apache.flink.ml.param.StringParam;
import org.jspecify.annotations.Nullable;

/**
 * Params of {@link OnlineLogisticRegression}.
 *
 * @param <T> the stage
 */
public interface OnlineLogisticRegressionParams<T>
    extends OnlineLogisticRegressionModelParams<T>, LearningParams<T> {

  Param<String> LABEL_COL =
      new StringParam("labelCol", "Label column name.", "label", ParamValidators.notNull());

  @SuppressWarnings("NullAway") // a param of Flink ML may have no default
  Param<String> WEIGHT_COL = new StringParam("weightCol", "Weight column name.", null);

  Param<Double> ALPHA =
      new DoubleParam("alpha", "The alpha parameter of ftrl.", 0.1, ParamValidators.gt(0.0));

  Param<Double> BETA =
      new DoubleParam("beta", "The beta parameter of ftrl.", 0.1, ParamValidators.gt(0.0));

  Param<Double> REG =
      new DoubleParam("reg", "Regularization parameter.", 0.0, ParamValidators.gtEq(0.0));

  Param<Double> ELASTIC_NET =
      new DoubleParam(
          "elasticNet", "ElasticNet parameter.", 0.0, ParamValidators.inRange(0.0, 1.0));

  /** The column with 0 or 1, a number. */
  default String getLabelCol() {
    return get(LABEL_COL);
  }

  default T setLabelCol(String column) {
    return set(LABEL_COL, column);
  }

  /** The column with how much an example counts; null where all count 1. */
  default @Nullable String getWeightCol() {
    return get(WEIGHT_COL);
  }

  default T setWeightCol(String column) {
    return set(WEIGHT_COL, column);
  }

  default double getAlpha() {
    return get(ALPHA);
  }

  default T setAlpha(Double width) {
    return set(ALPHA, width);
  }

  default double getBeta() {
    return get(BETA);
  }

  default T setBeta(Double smoothing) {
    return set(BETA, smoothing);
  }

  /** How strong weights are held small, in units of a block's summed gradient. */
  default double getReg() {
    return get(REG);
  }

  default T setReg(Double strength) {
    return set(REG, strength);
  }

  /** The share of {@link #getReg} that drops weights (L1); the rest shrinks them (L2). */
  default double getElasticNet() {
    return get(ELASTIC_NET);
  }

  default T setElasticNet(Double share) {
    return set(ELASTIC_NET, share);
  }
}
