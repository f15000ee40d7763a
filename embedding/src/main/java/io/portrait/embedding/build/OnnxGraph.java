package io.portrait.embedding.build;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The weights of an ONNX file, and which step of its graph uses which. Field numbers are those of
 * onnx.proto. Weights stay in the file's bytes until they are asked for.
 */
final class OnnxGraph {

  /** What has a value before anything is computed, by name: initializers, and constants. */
  private final Map<String, OnnxTensor> tensors = new HashMap<>();

  /** Names of what goes into a step, by the step's name. */
  private final Map<String, List<String>> inputs = new HashMap<>();

  private OnnxGraph() {}

  /**
   * Reads a file.
   *
   * @throws OnnxFormatException if the bytes are no ONNX file
   */
  static OnnxGraph read(ByteBuffer file) {
    OnnxGraph graph = new OnnxGraph();
    try {
      ProtobufReader model = new ProtobufReader(file);
      while (model.next()) {
        if (model.field() == 7) {
          graph.readGraph(model.message());
        } else {
          model.skip();
        }
      }
    } catch (OnnxFormatException e) {
      throw new OnnxFormatException("no ONNX file: " + e.getMessage(), e);
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new OnnxFormatException("no ONNX file: it ends within a field", e);
    }
    if (graph.inputs.isEmpty()) {
      throw new OnnxFormatException("no ONNX file: it has no graph");
    }
    return graph;
  }

  /** Whether there is a step of this name. */
  boolean hasStep(String step) {
    return inputs.containsKey(step);
  }

  /** Whether there are weights of this name. */
  boolean hasWeights(String name) {
    return tensors.containsKey(name);
  }

  /** Weights by their name. */
  Tensor weights(String name) {
    OnnxTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new OnnxFormatException("the graph has no weights " + name);
    }
    return tensor.floats(name);
  }

  /** The second operand of a step, which must be weights or a constant; matrices have no name. */
  Tensor operand(String step) {
    List<String> names = inputs.get(step);
    if (names == null || names.size() != 2) {
      throw new OnnxFormatException("the graph has no step " + step + " of two operands");
    }
    return weights(names.get(1));
  }

  private void readGraph(ProtobufReader graph) {
    while (graph.next()) {
      switch (graph.field()) {
        case 1 -> readNode(graph.message());
        case 5 -> readTensor(graph.message(), "");
        default -> graph.skip();
      }
    }
  }

  private void readNode(ProtobufReader node) {
    List<String> from = new ArrayList<>();
    String output = "";
    String name = "";
    while (node.next()) {
      switch (node.field()) {
        case 1 -> from.add(node.text());
        case 2 -> output = node.text();
        case 3 -> name = node.text();
        // Attributes come behind the output, which is what a constant goes by.
        case 5 -> readAttribute(node.message(), output);
        default -> node.skip();
      }
    }
    inputs.put(name, from);
  }

  private void readAttribute(ProtobufReader attribute, String owner) {
    while (attribute.next()) {
      if (attribute.field() == 5) {
        readTensor(attribute.message(), owner);
      } else {
        attribute.skip();
      }
    }
  }

  private void readTensor(ProtobufReader tensor, String owner) {
    List<Long> shape = new ArrayList<>();
    int type = 0;
    String name = "";
    ByteBuffer raw = ByteBuffer.allocate(0);
    while (tensor.next()) {
      switch (tensor.field()) {
        case 1 -> shape.addAll(tensor.numbers());
        case 2 -> type = (int) tensor.number();
        case 8 -> name = tensor.text();
        case 9 -> raw = tensor.bytes();
        default -> tensor.skip();
      }
    }
    tensors.put(owner.isEmpty() ? name : owner, new OnnxTensor(shape, type, raw));
  }
}
