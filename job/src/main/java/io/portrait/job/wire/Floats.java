package io.portrait.job.wire;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Vectors on the wire, all coordinates in one piece, in the byte order that machines have. */
final class Floats {

  private static final int NULL = -1;

  private Floats() {}

  static void write(float @Nullable [] vector, DataOutput out) throws IOException {
    if (vector == null) {
      out.writeInt(NULL);
      return;
    }
    byte[] bytes = new byte[Float.BYTES * vector.length];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(vector);
    out.writeInt(vector.length);
    out.write(bytes);
  }

  static float @Nullable [] read(DataInput in) throws IOException {
    int length = in.readInt();
    if (length == NULL) {
      return null;
    }
    byte[] bytes = new byte[Float.BYTES * length];
    in.readFully(bytes);
    float[] vector = new float[length];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(vector);
    return vector;
  }
}
