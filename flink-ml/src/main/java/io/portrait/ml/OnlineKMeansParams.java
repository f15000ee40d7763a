package io.portrait.ml;

import org.apache.flink.ml.param.DoubleParam;
import org.apache.flink.ml.param.Param;
import org.apache.flink.ml.param.ParamValidators;

/**
 * Params of {@link OnlineKMeans}.
 *
 * @param <T> the stage
 */
public interface OnlineKMeansParams<T> extends OnlineKMeansModelParams<T>, LearningParams<T> {

  Param<Double> DECAY_FACTOR =
      new DoubleParam(
          "decayFactor",
          "The forgetfulness of the previous centroids.",
          0.0,
          ParamValidators.inRange(0, 1));

  /** What a block leaves of the weight of all before it: 0 nothing, 1 everything. */
  default double getDecayFactor() {
    return get(DECAY_FACTOR);
  }

  default T setDecayFactor(Double factor) {
    return set(DECAY_FACTOR, factor);
  }
}
