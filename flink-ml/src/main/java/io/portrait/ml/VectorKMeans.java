package io.portrait.ml;

import io.portrait.learning.Example;
import io.portrait.learning.KMeansLearner;
import io.portrait.learning.KMeansModel;
import io.portrait.learning.KMeansSpec;
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
 * K-means of vectors as they are: to the learner they are embeddings, which it does not
 * standardise, of users without columns.
 */
final class VectorKMeans implements OnlineLearner {

  private final KMeansLearner learner;

  private VectorKMeans(KMeansLearner learner) {
    this.learner = learner;
  }

  /**
   * Makes learners.
   *
   * @param start as {@link OnlineKMeansModelData} writes itself, null for none
   */
  static Factory factory(int count, double decay, int block, byte @Nullable [] start) {
    return new Factory() {
      private static final long serialVersionUID = 1;

      @Override
      public OnlineLearner create() {
        return new VectorKMeans(
            start == null
                ? new KMeansLearner(spec())
                : KMeansLearner.from(
                    spec(), toModel(StageBytes.read(start, OnlineKMeansModelData::read))));
      }

      @Override
      public OnlineLearner read(DataInput in) throws IOException {
        return new VectorKMeans(KMeansLearner.read(in, spec()));
      }

      private KMeansSpec spec() {
        return new KMeansSpec(List.of(), count, decay, block);
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
    KMeansModel model = learner.model();
    return model == null ? null : StageBytes.of(toData(model)::write);
  }

  @Override
  public long version() {
    KMeansModel model = learner.model();
    return model == null ? 0 : model.version();
  }

  @Override
  public long refused() {
    return learner.refused();
  }

  @Override
  public void write(DataOutput out) throws IOException {
    learner.write(out);
  }

  static OnlineKMeansModelData toData(KMeansModel model) {
    double[] weights = IntStream.range(0, model.count()).mapToDouble(model::size).toArray();
    return new OnlineKMeansModelData(
        Arrays.stream(model.centroids()).map(DenseVector::new).toArray(DenseVector[]::new),
        new DenseVector(weights),
        model.version(),
        Long.MIN_VALUE);
  }

  private static KMeansModel toModel(OnlineKMeansModelData data) {
    String segments =
        IntStream.range(0, data.centroids.length)
            .mapToObj(
                segment ->
                    "{\"size\": %s, \"vector_size\": %s, \"centroid\": {}, \"vector\": %s}"
                        .formatted(
                            data.weights.get(segment),
                            data.weights.get(segment),
                            Arrays.toString(data.centroids[segment].values)))
            .collect(Collectors.joining(", "));
    return KMeansModel.fromJson(
        "{\"format\": 1, \"version\": %d, \"clip\": %s, \"width\": %d, \"columns\": [], \"segments\": [%s]}"
            .formatted(
                data.modelVersion, KMeansSpec.DEFAULT_CLIP, data.centroids[0].size(), segments));
  }
}
