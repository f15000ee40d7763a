package io.portrait.embedding.build;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * A tensor as it lies in an ONNX file: {@code TensorProto} of onnx.proto.
 *
 * @param shape as the file says; empty for a single number
 * @param type {@code TensorProto.DataType}; {@link #FLOAT} is the only one that is read
 * @param raw little-endian, in the file's own bytes
 */
record OnnxTensor(List<Long> shape, int type, ByteBuffer raw) {

  /** Float, 32 bits. */
  static final int FLOAT = 1;

  /**
   * The numbers, copied out of the file.
   *
   * @param name what messages call it
   * @throws OnnxFormatException if they are no floats, or not as many as the shape says
   */
  Tensor floats(String name) {
    int[] sizes = shape.stream().mapToInt(Math::toIntExact).toArray();
    if (type != FLOAT || Tensor.size(sizes) * Float.BYTES != raw.remaining()) {
      throw new OnnxFormatException(
          "%s has type %d, shape %s and %d bytes; wanted are 32-bit floats, in the file itself"
              .formatted(name, type, Arrays.toString(sizes), raw.remaining()));
    }
    float[] values = new float[raw.remaining() / Float.BYTES];
    raw.asFloatBuffer().get(values);
    return new Tensor(sizes, values);
  }
}
