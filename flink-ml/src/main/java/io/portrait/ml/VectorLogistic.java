package io.portrait.ml;

import io.portrait.definition.Churn;
import io.portrait.learning.Example;
import io.portrait.learning.LogisticLearner;
import io.portrait.learning.LogisticModel;
import io.portrait.learning.LogisticSpec;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.ml.linalg.DenseVector;
import org.jspecify.annotations.Nullable;

/**
 * Logistic regression of vectors as they are: to the learner they are embeddings, which it neither
 * standardises nor squares, of users without columns.
 */
final class VectorLogistic implements OnlineLearner {

  private final LogisticLearner learner;
  private final boolean startsWithModel;

  private VectorLogistic(LogisticLearner learner, boolean startsWithModel) {
    this.learner = learner;
    this.startsWithModel = startsWithModel;
  }

  /**
   * Makes learners.
   *
   * @param start as {@link LogisticRegressionModelData} writes itself, null for none
   */
  static Factory factory(
      double alpha, double beta, double l1, double l2, int block, byte @Nullable [] start) {
    return new Factory() {
      private static final long serialVersionUID = 1;

      @Override
      public OnlineLearner create() {
        return start == null
            ? new VectorLogistic(new LogisticLearner(spec()), false)
            : new VectorLogistic(
                LogisticLearner.from(
                    spec(), toModel(StageBytes.read(start, LogisticRegressionModelData::read))),
                true);
      }

      @Override
      public OnlineLearner read(DataInput in) throws IOException {
        return new VectorLogistic(LogisticLearner.read(in, spec()), start != null);
      }

      private LogisticSpec spec() {
        return new LogisticSpec(
            List.of(), List.of(), new Churn.Learning(alpha, beta, l1, l2, block));
      }
    };
  }

  @Override
  public boolean learn(Example example) {
    return learner.learn(example);
  }

  @Override
  public boolean closeBlock() {
    return learner.closeBlock();
  }

  @Override
  public byte @Nullable [] model() {
    boolean isThere = startsWithModel || learner.model().isTrained();
    return isThere ? StageBytes.of(toData(learner.model())::write) : null;
  }

  @Override
  public long version() {
    return learner.model().version();
  }

  @Override
  public long refused() {
    return learner.refused();
  }

  @Override
  public void write(DataOutput out) throws IOException {
    learner.write(out);
  }

  /** The first weight is the intercept, the others are those of the coordinates, in order. */
  static LogisticRegressionModelData toData(LogisticModel model) {
    double[] weights = model.weights().values().stream().mapToDouble(Double::doubleValue).toArray();
    LogisticRegressionModelData data =
        new LogisticRegressionModelData(
            new DenseVector(Arrays.copyOfRange(weights, 1, weights.length)), model.version());
    data.intercept = weights[0] + logit(model.baseRate());
    data.baseRate = model.baseRate();
    data.examples = model.examples();
    return data;
  }

  private static LogisticModel toModel(LogisticRegressionModelData data) {
    String weights =
        IntStream.range(0, data.coefficient.size())
            .mapToObj(i -> ", \"embedding[%d]\": %s".formatted(i, data.coefficient.get(i)))
            .collect(Collectors.joining());
    return LogisticModel.fromJson(
        "{\"version\": %d, \"examples\": %s, \"base_rate\": %s, \"columns\": [], \"weights\": {\"(intercept)\": %s%s}}"
            .formatted(
                data.modelVersion,
                data.examples,
                data.baseRate,
                data.intercept - logit(data.baseRate),
                weights));
  }

  private static double logit(double rate) {
    return StrictMath.log(rate / (1 - rate));
  }
}
