package io.portrait.embedding.build;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a message of protocol buffers, field after field, without knowing its description. Source:
 * "Encoding" in the documentation of Protocol Buffers.
 *
 * <p>Each field that {@link #next} came to must be taken, by one of the other methods, before the
 * next. On bytes that are no such message all of them may throw {@link OnnxFormatException}, and
 * the buffer's own exceptions at its end.
 */
final class ProtobufReader {

  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED_32 = 5;

  private final ByteBuffer buffer;
  private int field;
  private int wireType;

  /** A reader of all that is left in a buffer, whose position stays. */
  ProtobufReader(ByteBuffer buffer) {
    this.buffer = buffer.slice();
  }

  /** Goes on to the next field; false at the end. */
  boolean next() {
    if (!buffer.hasRemaining()) {
      return false;
    }
    long key = varint();
    field = (int) (key >>> 3);
    wireType = (int) key & 7;
    return true;
  }

  /** The number of the field. */
  int field() {
    return field;
  }

  /** Takes a whole number. */
  long number() {
    require(VARINT);
    return varint();
  }

  /** Takes one of several whole numbers, or many of them at once, packed. */
  List<Long> numbers() {
    if (wireType != BYTES) {
      return List.of(number());
    }
    ProtobufReader packed = message();
    List<Long> numbers = new ArrayList<>();
    while (packed.buffer.hasRemaining()) {
      numbers.add(packed.varint());
    }
    return numbers;
  }

  /** Takes bytes, uncopied, little-endian. */
  ByteBuffer bytes() {
    require(BYTES);
    long length = varint();
    if (length < 0 || length > buffer.remaining()) {
      throw new OnnxFormatException("a field of " + length + " bytes in " + buffer.remaining());
    }
    ByteBuffer bytes = buffer.slice(buffer.position(), (int) length);
    buffer.position(buffer.position() + (int) length);
    return bytes.order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Takes a text. */
  String text() {
    return StandardCharsets.UTF_8.decode(bytes()).toString();
  }

  /** Takes a message inside this one. */
  ProtobufReader message() {
    return new ProtobufReader(bytes());
  }

  /** Takes a field that nobody asked for. */
  void skip() {
    switch (wireType) {
      case VARINT -> varint();
      case FIXED_64 -> buffer.position(buffer.position() + Long.BYTES);
      case BYTES -> bytes();
      case FIXED_32 -> buffer.position(buffer.position() + Integer.BYTES);
      default -> throw new OnnxFormatException("a field of the unknown kind " + wireType);
    }
  }

  private void require(int expected) {
    if (wireType != expected) {
      throw new OnnxFormatException(
          "field " + field + " is of kind " + wireType + ", not " + expected);
    }
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = buffer.get();
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new OnnxFormatException("a number without end");
  }
}
