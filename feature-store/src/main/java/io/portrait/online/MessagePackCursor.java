package io.portrait.online;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * Walks through one MessagePack value in an array of bytes without a copy, and passes over what
 * nobody wants without looking into it.
 *
 * <p>Our own because a look-up is to cost no more than fetching its bytes: the MessagePack library
 * wants a buffer and a reader a row, and takes several times as long (benchmarks/RESULTS.md). The
 * library writes the rows, and tests hold this to it.
 *
 * <p>Methods throw {@link IllegalArgumentException} where another type stands, and {@link
 * IndexOutOfBoundsException} where the bytes end too early.
 */
final class MessagePackCursor {

  private static final VarHandle SHORT = view(short[].class);
  private static final VarHandle INT = view(int[].class);
  private static final VarHandle LONG = view(long[].class);

  private static final byte[] SIZES = sizes();

  private static final byte NIL = (byte) 0xC0;

  private final byte[] bytes;
  private int at;

  MessagePackCursor(byte[] bytes, int start) {
    this.bytes = bytes;
    at = start;
  }

  private static VarHandle view(Class<?> array) {
    return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.BIG_ENDIAN);
  }

  /** Whether nil stands here; if so it is passed. */
  boolean nil() {
    if (bytes[at] != NIL) {
      return false;
    }
    at++;
    return true;
  }

  /** An integer of any width. */
  long integer() {
    byte type = bytes[at++];
    if (type >= -32) { // positive and negative fixint
      return type;
    }
    return switch (type & 0xFF) {
      case 0xCC -> byteAt() & 0xFFL;
      case 0xCD -> shortAt() & 0xFFFFL;
      case 0xCE -> intAt() & 0xFFFF_FFFFL;
      case 0xCF -> unsigned(longAt());
      case 0xD0 -> byteAt();
      case 0xD1 -> shortAt();
      case 0xD2 -> intAt();
      case 0xD3 -> longAt();
      default -> throw unexpected(type, "an integer");
    };
  }

  private static long unsigned(long number) {
    if (number < 0) {
      throw new IllegalArgumentException("a whole number beyond 2^63");
    }
    return number;
  }

  /** A float of either width. */
  double real() {
    byte type = bytes[at++];
    return switch (type & 0xFF) {
      case 0xCB -> Double.longBitsToDouble(longAt());
      case 0xCA -> Float.intBitsToFloat(intAt());
      default -> throw unexpected(type, "a float");
    };
  }

  /** A text. */
  String text() {
    byte type = bytes[at++];
    int length =
        switch (type & 0xFF) {
          case 0xD9 -> byteAt() & 0xFF;
          case 0xDA -> shortAt() & 0xFFFF;
          case 0xDB -> length(intAt());
          default -> {
            if ((type & 0xE0) != 0xA0) {
              throw unexpected(type, "a text");
            }
            yield type & 0x1F;
          }
        };
    int start = at;
    forward(length);
    return new String(bytes, start, length, StandardCharsets.UTF_8);
  }

  /** How many elements the array that begins here has. */
  int array() {
    byte type = bytes[at++];
    return switch (type & 0xFF) {
      case 0xDC -> shortAt() & 0xFFFF;
      case 0xDD -> length(intAt());
      default -> {
        if ((type & 0xF0) != 0x90) {
          throw unexpected(type, "an array");
        }
        yield type & 0x0F;
      }
    };
  }

  /** How many entries the map that begins here has. */
  int map() {
    byte type = bytes[at++];
    return switch (type & 0xFF) {
      case 0xDE -> shortAt() & 0xFFFF;
      case 0xDF -> length(intAt());
      default -> {
        if ((type & 0xF0) != 0x80) {
          throw unexpected(type, "a map");
        }
        yield type & 0x0F;
      }
    };
  }

  /** Passes over so many values, whatever they are and however deep. */
  void skip(int values) {
    for (long left = values; left > 0; left--) {
      int size = SIZES[bytes[at] & 0xFF];
      if (size > 0) {
        at += size;
      } else {
        left += skipOfItsOwnLength();
      }
    }
    forward(0); // what was passed last may end behind the bytes
  }

  /** Passes over a value; an array or a map is passed up to its first element. */
  private long skipOfItsOwnLength() {
    int type = bytes[at++] & 0xFF;
    switch (type) {
      case 0xC4, 0xD9 -> forward(byteAt() & 0xFF);
      case 0xC5, 0xDA -> forward(shortAt() & 0xFFFF);
      case 0xC6, 0xDB -> forward(length(intAt()));
      case 0xC7 -> forward(1 + (byteAt() & 0xFF));
      case 0xC8 -> forward(1 + (shortAt() & 0xFFFF));
      case 0xC9 -> forward(1L + length(intAt()));
      case 0xDC -> {
        return shortAt() & 0xFFFF;
      }
      case 0xDD -> {
        return length(intAt());
      }
      case 0xDE -> {
        return 2L * (shortAt() & 0xFFFF);
      }
      case 0xDF -> {
        return 2L * length(intAt());
      }
      case 0xC1 -> throw new IllegalArgumentException("0xC1 is no MessagePack");
      default -> {
        return type < 0x90 ? 2L * (type & 0x0F) : type & 0x0F;
      }
    }
    return 0;
  }

  /** By the first byte, how long a value is with it; 0 for one that tells by itself. */
  private static byte[] sizes() {
    byte[] sizes = new byte[256];
    Arrays.fill(sizes, 0x00, 0x80, (byte) 1); // a small whole number
    sizes[0x80] = 1; // an empty map, an empty array
    sizes[0x90] = 1;
    for (int length = 0; length < 32; length++) {
      sizes[0xA0 + length] = (byte) (1 + length); // a short text
    }
    for (int nothingMore : new int[] {0xC0, 0xC2, 0xC3}) {
      sizes[nothingMore] = 1;
    }
    for (int width = 0; width < 4; width++) {
      sizes[0xCC + width] = (byte) (1 + (1 << width)); // whole numbers
      sizes[0xD0 + width] = (byte) (1 + (1 << width));
    }
    sizes[0xCA] = 1 + Float.BYTES;
    sizes[0xCB] = 1 + Double.BYTES;
    for (int width = 0; width < 5; width++) {
      sizes[0xD4 + width] = (byte) (2 + (1 << width)); // extensions
    }
    Arrays.fill(sizes, 0xE0, 0x100, (byte) 1); // a small whole number below zero
    return sizes;
  }

  private void forward(long length) {
    if (length > bytes.length - at) {
      throw new IndexOutOfBoundsException(at + length);
    }
    at += (int) length;
  }

  private byte byteAt() {
    return bytes[at++];
  }

  private short shortAt() {
    short value = (short) SHORT.get(bytes, at);
    at += Short.BYTES;
    return value;
  }

  private int intAt() {
    int value = (int) INT.get(bytes, at);
    at += Integer.BYTES;
    return value;
  }

  private long longAt() {
    long value = (long) LONG.get(bytes, at);
    at += Long.BYTES;
    return value;
  }

  /** No length may be beyond the bytes that are there: nobody makes room for more. */
  private int length(int unsigned) {
    if (unsigned < 0 || unsigned > bytes.length - at) {
      throw new IndexOutOfBoundsException(Integer.toUnsignedString(unsigned));
    }
    return unsigned;
  }

  private static IllegalArgumentException unexpected(byte type, String wanted) {
    return new IllegalArgumentException(
        "0x"
            + Integer.toHexString(type & 0xFF).toUpperCase(Locale.ROOT)
            + " stands where "
            + wanted
            + " should");
  }
}
