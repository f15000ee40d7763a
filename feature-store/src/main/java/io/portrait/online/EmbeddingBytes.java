package io.portrait.online;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;

/** An embedding in Redis: the header of its row, then float 32, little-endian. */
final class EmbeddingBytes {

  /** What stands for "no embedding" in a write. */
  static final byte[] NONE = {};

  private EmbeddingBytes() {}

  static byte[] write(RowHeader header, float @Nullable [] embedding) {
    if (embedding == null) {
      return NONE;
    }
    byte[] bytes = new byte[RowHeader.LENGTH + Float.BYTES * embedding.length];
    RowHeader.write(header.version(), header.schema(), bytes);
    floats(bytes).put(embedding);
    return bytes;
  }

  /** Null where there is none, or where it belongs to another version of the row. */
  static float @Nullable [] read(byte @Nullable [] bytes, RowHeader row) {
    return bytes == null || !RowHeader.read(bytes).equals(row) ? null : vector(bytes);
  }

  /** The coordinates, whatever row they belong to; {@code bytes} hold at least a header. */
  static float[] vector(byte[] bytes) {
    float[] embedding = new float[(bytes.length - RowHeader.LENGTH) / Float.BYTES];
    floats(bytes).get(embedding);
    return embedding;
  }

  private static FloatBuffer floats(byte[] bytes) {
    return ByteBuffer.wrap(bytes, RowHeader.LENGTH, bytes.length - RowHeader.LENGTH)
        .slice()
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer();
  }
}
