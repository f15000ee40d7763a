package io.portrait.embedding.build;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** How many bits a weight gets in a file. */
public enum Precision {
  /** 32 bits, as the weights were published. */
  FLOAT("FloatStorage", Float.BYTES),

  /** 16 bits (IEEE 754 binary16): half the memory, and fast on a GPU; CPUs are slow with it. */
  HALF("HalfStorage", Short.BYTES);

  private static final int INFINITE = 0x7C00;
  private static final int NOT_A_NUMBER = 0x7E00;
  private static final float SMALLEST_NORMAL = 0x1p-14f;

  /** Half-way between the largest half, 65,504, and what would follow it. */
  private static final float TOO_LARGE = 65_520f;

  private final String storage;
  private final int bytes;

  Precision(String storage, int bytes) {
    this.storage = storage;
    this.bytes = bytes;
  }

  /**
   * A precision by its name.
   *
   * @throws IllegalArgumentException if it is neither {@code float} nor {@code half}
   */
  public static Precision of(String name) {
    return switch (name) {
      case "float" -> FLOAT;
      case "half" -> HALF;
      default ->
          throw new IllegalArgumentException("precision " + name + " is neither float nor half");
    };
  }

  /** PyTorch's class for a store of such numbers, in module {@code torch}. */
  String storage() {
    return storage;
  }

  /** Numbers as PyTorch keeps them: little-endian. */
  byte[] encode(float[] values) {
    ByteBuffer encoded =
        ByteBuffer.allocate(Math.multiplyExact(values.length, bytes))
            .order(ByteOrder.LITTLE_ENDIAN);
    if (this == FLOAT) {
      encoded.asFloatBuffer().put(values);
    } else {
      for (float value : values) {
        encoded.putShort(half(value));
      }
    }
    return encoded.array();
  }

  /**
   * The nearest of the numbers that 16 bits can say, ties to the even one; what is too large
   * becomes infinite. Java has this from version 20 on: {@code Float.floatToFloat16}.
   */
  static short half(float value) {
    int sign = (Float.floatToRawIntBits(value) >>> 16) & 0x8000;
    float magnitude = Math.abs(value);
    if (Float.isNaN(value)) {
      return (short) (sign | NOT_A_NUMBER);
    }
    if (magnitude >= TOO_LARGE) {
      return (short) (sign | INFINITE);
    }
    if (magnitude < SMALLEST_NORMAL) {
      // Below it the halves are the multiples of 2^-24.
      return (short) (sign | (int) Math.rint(magnitude * 0x1p24));
    }
    int bits = Float.floatToRawIntBits(magnitude);
    // 13 bits of the fraction go; half of the last that stays is added, less one bit for ties to
    // fall to the even one. Exponents count from 15 instead of from 127.
    int rounded = bits + 0x0FFF + ((bits >>> 13) & 1);
    return (short) (sign | ((rounded - ((127 - 15) << 23)) >>> 13));
  }
}
