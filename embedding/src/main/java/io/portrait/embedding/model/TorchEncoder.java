package io.portrait.embedding.model;

import ai.djl.inference.Predictor;
import ai.djl.translate.TranslateException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Encodes for one thread; checks that what comes out are vectors. */
final class TorchEncoder implements SentenceModel.Encoder {

  private final Predictor<List<long[]>, float[][]> predictor;
  private final int leastTokens;

  /**
   * Encodes with a predictor.
   *
   * @param leastTokens of a batch; one of fewer is filled up with its first text
   */
  TorchEncoder(Predictor<List<long[]>, float[][]> predictor, int leastTokens) {
    this.predictor = predictor;
    this.leastTokens = leastTokens;
  }

  @Override
  public float[][] encode(List<long[]> batch) {
    if (batch.isEmpty()) {
      throw new IllegalArgumentException("a batch of no texts");
    }
    float[][] vectors;
    try {
      vectors = predictor.predict(filled(batch));
    } catch (TranslateException | RuntimeException e) {
      throw new EncodingException(EngineFailure.line(e), EngineFailure.isOutOfMemory(e), e);
    }
    vectors = Arrays.copyOf(vectors, batch.size());
    for (float[] vector : vectors) {
      normalize(vector);
    }
    return vectors;
  }

  private List<long[]> filled(List<long[]> batch) {
    int length = batch.get(0).length;
    int texts = -Math.floorDiv(-leastTokens, length);
    if (batch.size() >= texts) {
      return batch;
    }
    List<long[]> filled = new ArrayList<>(batch);
    filled.addAll(Collections.nCopies(texts - batch.size(), batch.get(0)));
    return filled;
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
