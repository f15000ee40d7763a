package io.portrait.embedding.build;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Writes the attributes of a PyTorch module as a pickle, Python's format of objects: a program for
 * a machine with a stack. Source: {@code pickletools.py} of Python, protocol 2.
 */
final class Pickle {

  private final ByteArrayOutputStream program = new ByteArrayOutputStream();

  private Pickle() {}

  /** The empty tuple: what a module without constants has for constants. */
  static byte[] emptyTuple() {
    return new Pickle().start().write(")").stop();
  }

  /**
   * A module that is not in training and holds tensors.
   *
   * @param className of the script, in module {@code __torch__}
   * @param tensors by name; the numbers of the n-th lie in the archive under {@code data/n}
   */
  static byte[] module(String className, Map<String, Tensor> tensors, Precision precision) {
    Pickle pickle = new Pickle().start();
    pickle.global("__torch__", className).write(")\u0081").write("}(");
    pickle.text("training").write("\u0089");
    int key = 0;
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      pickle.text(entry.getKey()).tensor(entry.getValue(), String.valueOf(key), precision);
      key++;
    }
    return pickle.write("ub").stop();
  }

  /** A call of the function that makes a tensor of a part of a store. */
  private void tensor(Tensor tensor, String key, Precision precision) {
    global("torch._utils", "_rebuild_tensor_v2").write("(");
    write("(").text("storage").global("torch", precision.storage());
    text(key).text("cpu").number(tensor.values().length).write("tQ");
    number(0).numbers(tensor.shape()).numbers(strides(tensor.shape()));
    write("\u0089").global("collections", "OrderedDict").write(")R").write("tR");
  }

  private static int[] strides(int[] shape) {
    int[] strides = new int[shape.length];
    int stride = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= shape[i];
    }
    return strides;
  }

  private Pickle start() {
    return write("\u0080\u0002");
  }

  private byte[] stop() {
    return write(".").program.toByteArray();
  }

  private Pickle global(String module, String name) {
    return write("c" + module + "\n" + name + "\n");
  }

  private Pickle text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    write("X").int32(utf8.length).program.writeBytes(utf8);
    return this;
  }

  private Pickle number(int number) {
    return write("J").int32(number);
  }

  private Pickle numbers(int[] numbers) {
    write("(");
    for (int number : numbers) {
      number(number);
    }
    return write("t");
  }

  private Pickle int32(int value) {
    program.writeBytes(
        ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
    return this;
  }

  /** Instructions, a byte each. */
  private Pickle write(String instructions) {
    program.writeBytes(instructions.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }
}
