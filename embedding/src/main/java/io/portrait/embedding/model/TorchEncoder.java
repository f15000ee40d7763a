package io.portrait.embedding.model;

import ai.djl.inference.Predictor;
import ai.djl.translate.TranslateException;
import java.util.List;

/** Encodes for one thread; checks that what comes out are vectors. */
final class TorchEncoder implements SentenceModel.Encoder {

  private final Predictor<List<long[]>, float[][]> predictor;

  TorchEncoder(Predictor<List<long[]>, float[][]> predictor) {
    this.predictor = predictor;
  }

  @Override
  public float[][] encode(List<long[]> batch) {
    if (batch.isEmpty()) {
      throw new IllegalArgumentException("a batch of no texts");
    }
    float[][] vectors;
    try {
      vectors = predictor.predict(batch);
    } catch (TranslateException | RuntimeException e) {
      throw new EncodingException(EngineFailure.line(e), EngineFailure.isOutOfMemory(e), e);
    }
    for (float[] vector : vectors) {
      normalize(vector);
    }
    return vectors;
  }

  @Override
  public void close() {
    predictor.close();
  }

  /** To L2 length 1, in place; in 64 bits, so that however long it was does not matter. */
  private static void normalize(float[] vector) {
    double squares = 0;
    for (float coordinate : vector) {
      squares += (double) coordinate * coordinate;
    }
    if (!(squares > 0 && squares < Double.POSITIVE_INFINITY)) {
      throw new EncodingException(
          squares == 0
              ? "the model gives a vector of zeros, which has no direction"
              : "the model gives a vector that is not finite",
          false,
          null);
    }
    double length = Math.sqrt(squares);
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) (vector[i] / length);
    }
  }
}
