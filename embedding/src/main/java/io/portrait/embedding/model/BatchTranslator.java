package io.portrait.embedding.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslateException;
import ai.djl.translate.TranslatorContext;
import java.util.Arrays;
import java.util.List;

/** Tokens of a batch to a model's inputs, and its output to a vector each, of any length. */
final class BatchTranslator implements NoBatchifyTranslator<List<long[]>, float[][]> {

  /** What models that give several things call the one that is wanted, the best first. */
  private static final List<String> OUTPUTS = List.of("sentence_embedding", "last_hidden_state");

  private static final String MASK = "mask";

  private final ModelSettings settings;

  BatchTranslator(ModelSettings settings) {
    this.settings = settings;
  }

  @Override
  public NDList processInput(TranslatorContext context, List<long[]> batch) {
    int longest = batch.stream().mapToInt(tokens -> tokens.length).max().orElseThrow();
    long[] ids = new long[batch.size() * longest];
    long[] mask = new long[ids.length];
    int start = 0;
    for (long[] tokens : batch) {
      System.arraycopy(tokens, 0, ids, start, tokens.length);
      Arrays.fill(mask, start, start + tokens.length, 1);
      start += longest;
    }
    NDManager manager = context.getNDManager();
    Shape shape = new Shape(batch.size(), longest);
    NDArray maskArray = manager.create(mask, shape);
    context.setAttachment(MASK, maskArray);
    NDList inputs = new NDList(manager.create(ids, shape), maskArray);
    if (settings.includeTokenTypes()) {
      inputs.add(manager.zeros(shape, DataType.INT64));
    }
    return inputs;
  }

  @Override
  public float[][] processOutput(TranslatorContext context, NDList outputs)
      throws TranslateException {
    NDArray mask = (NDArray) context.getAttachment(MASK);
    long texts = mask.getShape().get(0);
    NDArray output = chosen(outputs).toType(DataType.FLOAT32, false);
    Shape shape = output.getShape();
    boolean isPerText = shape.dimension() == 2 && shape.get(0) == texts;
    boolean isPerToken = shape.dimension() == 3 && shape.slice(0, 2).equals(mask.getShape());
    if (!isPerText && !isPerToken) {
      throw new TranslateException(
          "the model gives the shape %s for inputs of %s; wanted: [texts][n] or [texts][tokens][n]"
              .formatted(shape, mask.getShape()));
    }
    float[] flat = (isPerToken ? pooled(output, mask) : output).toFloatArray();
    float[][] vectors = new float[(int) texts][];
    int size = flat.length / vectors.length;
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = Arrays.copyOfRange(flat, i * size, (i + 1) * size);
    }
    return vectors;
  }

  private NDArray pooled(NDArray states, NDArray mask) {
    if (settings.pooling() == Pooling.CLS) {
      return states.get(":,0");
    }
    NDArray weights = mask.toType(DataType.FLOAT32, false).expandDims(2);
    return states.mul(weights).sum(new int[] {1}).div(weights.sum(new int[] {1}));
  }

  /** By name, for DJL gives the entries of a dictionary in no order; of a tuple the first. */
  private static NDArray chosen(NDList outputs) {
    for (String name : OUTPUTS) {
      for (NDArray output : outputs) {
        if (name.equals(output.getName())) {
          return output;
        }
      }
    }
    return outputs.get(0);
  }
}
