package io.portrait.embedding.model;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.portrait.embedding.build.PretrainedModel;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;

/** The weights as they were published, run by ONNX Runtime; pooling is written out here. */
final class OnnxOracle implements AutoCloseable {

  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;
  private final Pooling pooling;

  OnnxOracle(PretrainedModel model) throws IOException, OrtException {
    pooling = model.settings().pooling();
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(1);
    try (InputStream stream = getClass().getResourceAsStream(model.weightsResource())) {
      session = environment.createSession(Objects.requireNonNull(stream).readAllBytes(), options);
    }
  }

  /** The vector of one text, alone. */
  double[] encode(long[] tokens) throws OrtException {
    long[] ones = new long[tokens.length];
    Arrays.fill(ones, 1);
    try (OnnxTensor ids = tensor(tokens);
        OnnxTensor mask = tensor(ones);
        OnnxTensor types = tensor(new long[tokens.length]);
        OrtSession.Result result =
            session.run(
                Map.of("input_ids", ids, "attention_mask", mask, "token_type_ids", types))) {
      float[][] states = ((float[][][]) result.get(0).getValue())[0];
      return normalized(pooling == Pooling.CLS ? widened(states[0]) : sum(states));
    }
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }

  private OnnxTensor tensor(long[] values) throws OrtException {
    return OnnxTensor.createTensor(environment, new long[][] {values});
  }

  private static double[] widened(float[] state) {
    return sum(new float[][] {state});
  }

  /** As good as the mean, since only the direction counts. */
  private static double[] sum(float[][] states) {
    double[] sum = new double[states[0].length];
    for (float[] state : states) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += state[i];
      }
    }
    return sum;
  }

  private static double[] normalized(double[] vector) {
    double length = Math.sqrt(Arrays.stream(vector).map(x -> x * x).sum());
    return Arrays.stream(vector).map(x -> x / length).toArray();
  }
}
