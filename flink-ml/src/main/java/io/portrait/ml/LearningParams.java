package io.portrait.ml;

import org.apache.flink.ml.param.IntParam;
import org.apache.flink.ml.param.Param;
import org.apache.flink.ml.param.ParamValidators;
import org.apache.flink.ml.param.WithParams;

/**
 * How many examples a stage learns from at once, by Flink ML's name.
 *
 * @param <T> the stage
 */
public interface LearningParams<T> extends WithParams<T> {

  Param<Integer> GLOBAL_BATCH_SIZE =
      new IntParam(
          "globalBatchSize",
          "Global batch size of training algorithms.",
          32,
          ParamValidators.gt(0));

  /** Examples after which there is a new model, positive. */
  default int getGlobalBatchSize() {
    return get(GLOBAL_BATCH_SIZE);
  }

  default T setGlobalBatchSize(int examples) {
    return set(GLOBAL_BATCH_SIZE, examples);
  }
}
