package io.portrait.embedding.build;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The weights of a BERT encoder (Devlin et al., 2019), as {@link SentenceEncoderScript} uses them:
 * what each layer has, one behind the other in one tensor.
 *
 * @param layers how many layers
 * @param hidden coordinates of a token between layers
 * @param heads attention heads of a layer
 * @param epsilon what layer normalisation adds to a variance
 * @param tensors by the names of the script, in a fixed order
 */
record BertWeights(int layers, int hidden, int heads, double epsilon, Map<String, Tensor> tensors) {

  /**
   * Takes the weights out of a graph, as PyTorch exports one of Hugging Face's {@code BertModel}.
   *
   * @throws OnnxFormatException if the graph is not of that kind
   */
  static BertWeights of(OnnxGraph graph) {
    try {
      return new Reading(graph).read();
    } catch (OnnxFormatException e) {
      throw new OnnxFormatException("not the graph of a BERT encoder: " + e.getMessage(), e);
    }
  }

  /** One graph on its way; knows what shape everything must have. */
  private static final class Reading {

    private final OnnxGraph graph;
    private final int hidden;
    private final int wide;
    private final int layers;
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    Reading(OnnxGraph graph) {
      this.graph = graph;
      hidden = rows("embeddings.LayerNorm.weight");
      wide = rows("encoder.layer.0.intermediate.dense.bias");
      int count = 1;
      while (graph.hasWeights("encoder.layer." + count + ".output.dense.bias")) {
        count++;
      }
      layers = count;
    }

    BertWeights read() {
      if (!graph.hasStep("/encoder/layer.0/intermediate/intermediate_act_fn/Erf")) {
        throw new OnnxFormatException("its activation is not the exact GELU");
      }
      Tensor types = table("embeddings.token_type_embeddings.weight");
      tensors.put("words", table("embeddings.word_embeddings.weight"));
      // A text by itself is all of the first type: that row can be added once and for all.
      Tensor positions = table("embeddings.position_embeddings.weight");
      tensors.put("positions", positions.plusFirstRowOf(types));
      tensors.put("embedding_scale", vector("embeddings.LayerNorm.weight", hidden));
      tensors.put("embedding_shift", vector("embeddings.LayerNorm.bias", hidden));
      readAttention();
      readDense("attention", "attention.output", hidden, hidden);
      readNorm("attention", "attention.output");
      readDense("wide", "intermediate", hidden, wide);
      readDense("narrow", "output", wide, hidden);
      readNorm("output", "output");
      return new BertWeights(layers, hidden, heads(), epsilon(), tensors);
    }

    private void readAttention() {
      List<Tensor> weights = new ArrayList<>();
      List<Tensor> biases = new ArrayList<>();
      for (int layer = 0; layer < layers; layer++) {
        for (String part : List.of("query", "key", "value")) {
          weights.add(matrix(layer, "attention/self/" + part, hidden, hidden));
          biases.add(vector(name(layer, "attention.self." + part + ".bias"), hidden));
        }
      }
      tensors.put("query_key_value_weight", perLayer(weights, 3 * hidden, hidden));
      tensors.put("query_key_value_bias", perLayer(biases, 3 * hidden));
    }

    private void readDense(String as, String path, int in, int out) {
      List<Tensor> weights = new ArrayList<>();
      List<Tensor> biases = new ArrayList<>();
      for (int layer = 0; layer < layers; layer++) {
        weights.add(matrix(layer, path.replace('.', '/') + "/dense", in, out));
        biases.add(vector(name(layer, path + ".dense.bias"), out));
      }
      tensors.put(as + "_weight", perLayer(weights, out, in));
      tensors.put(as + "_bias", perLayer(biases, out));
    }

    private void readNorm(String as, String path) {
      List<Tensor> scales = new ArrayList<>();
      List<Tensor> shifts = new ArrayList<>();
      for (int layer = 0; layer < layers; layer++) {
        scales.add(vector(name(layer, path + ".LayerNorm.weight"), hidden));
        shifts.add(vector(name(layer, path + ".LayerNorm.bias"), hidden));
      }
      tensors.put(as + "_scale", perLayer(scales, hidden));
      tensors.put(as + "_shift", perLayer(shifts, hidden));
    }

    /** Attention divides by the square root of the size of a head. */
    private int heads() {
      float divisor = graph.operand("/encoder/layer.0/attention/self/Div").values()[0];
      int headSize = Math.round(divisor * divisor);
      if (headSize < 1 || hidden % headSize != 0) {
        throw new OnnxFormatException(
            "heads of size " + headSize + " do not fit into " + hidden + " coordinates");
      }
      return hidden / headSize;
    }

    private double epsilon() {
      return graph.operand("/embeddings/LayerNorm/Add").values()[0];
    }

    private int rows(String name) {
      int[] shape = graph.weights(name).shape();
      if (shape.length == 0) {
        throw new OnnxFormatException(name + " is a single number");
      }
      return shape[0];
    }

    private Tensor table(String name) {
      return shaped(name, graph.weights(name), rows(name), hidden);
    }

    private Tensor vector(String name, int size) {
      return shaped(name, graph.weights(name), size);
    }

    private Tensor matrix(int layer, String path, int in, int out) {
      String step = "/encoder/layer." + layer + "/" + path + "/MatMul";
      return shaped(step, graph.operand(step), in, out).transposed();
    }

    private Tensor perLayer(List<Tensor> parts, int... shape) {
      int[] all = new int[shape.length + 1];
      all[0] = layers;
      System.arraycopy(shape, 0, all, 1, shape.length);
      return Tensor.joined(parts, all);
    }

    private static String name(int layer, String rest) {
      return "encoder.layer." + layer + "." + rest;
    }

    private static Tensor shaped(String name, Tensor tensor, int... shape) {
      if (!Arrays.equals(tensor.shape(), shape)) {
        throw new OnnxFormatException(
            name
                + " has the shape "
                + Arrays.toString(tensor.shape())
                + ", not "
                + Arrays.toString(shape));
      }
      return tensor;
    }
  }
}
