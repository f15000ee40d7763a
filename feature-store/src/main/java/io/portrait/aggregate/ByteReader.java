package io.portrait.aggregate;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Reads what {@link ByteWriter} wrote; never beyond the end, never more than there can be. */
final class ByteReader {

  private final byte[] bytes;
  private int at;
  private int limit;

  ByteReader(byte[] bytes) {
    this.bytes = bytes;
    limit = bytes.length;
  }

  /** Takes the checksum off the end, which must be that of the bytes before it. */
  void verify() {
    limit -= Integer.BYTES;
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, 0, Math.max(limit, 0));
    if (limit < at || (int) checksum.getValue() != (int) ByteWriter.INTS.get(bytes, limit)) {
      throw new StateFormatException("damaged: the checksum is not that of the bytes");
    }
  }

  /** Whether bytes are left. */
  boolean hasMore() {
    return at < limit;
  }

  /** Begins a part of so many bytes; gives what {@link #leave} must be told. */
  int enter() {
    int length = count(1);
    int outer = limit;
    limit = at + length;
    return outer;
  }

  /** Ends a part, which must have been read to its end. */
  void leave(int outer) {
    finish();
    limit = outer;
  }

  /** Passes over what is left of a part. */
  void skip() {
    at = limit;
  }

  /** Whether the rest of a part is exactly this. */
  boolean rests(byte[] expected) {
    return Arrays.equals(bytes, at, limit, expected, 0, expected.length);
  }

  /** The rest of a part. */
  byte[] rest() {
    byte[] rest = Arrays.copyOfRange(bytes, at, limit);
    at = limit;
    return rest;
  }

  /** Says that everything has been read. */
  void finish() {
    if (at != limit) {
      throw new StateFormatException("a part ends at byte " + limit + ", not " + at);
    }
  }

  int read() {
    return bytes[at++] & 0xFF;
  }

  long number() {
    byte first = bytes[at++];
    if (first >= 0) {
      return first;
    }
    long value = first & 0x7F;
    for (int shift = 7; shift < 70; shift += 7) {
      byte next = bytes[at++];
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new StateFormatException("number without end at byte " + at);
  }

  long signed() {
    long value = number();
    return (value >>> 1) ^ -(value & 1);
  }

  long width() {
    long value = number();
    long millis = (value & 1) == 0 ? (value >>> 1) * 1_000 : value >>> 1;
    if (millis <= 0) {
      throw new StateFormatException("a width of " + millis + " ms at byte " + at);
    }
    return millis;
  }

  long fixed() {
    long value = (long) ByteWriter.LONGS.get(bytes, at);
    at += Long.BYTES;
    return value;
  }

  int fixed32() {
    int value = (int) ByteWriter.INTS.get(bytes, at);
    at += Integer.BYTES;
    return value;
  }

  double real() {
    long value = number();
    if ((value & 1) != 0) {
      return Double.longBitsToDouble(fixed());
    }
    long folded = value >>> 1;
    return ((folded >>> 1) ^ -(folded & 1)) / ByteWriter.HUNDREDTHS;
  }

  String text() {
    int length = count(1);
    String text = new String(bytes, at, length, StandardCharsets.UTF_8);
    at += length;
    return text;
  }

  byte[] bytes() {
    int length = count(1);
    at += length;
    return Arrays.copyOfRange(bytes, at - length, at);
  }

  /** A number of things of at least so many bytes each, which must still be there. */
  int count(int bytesEach) {
    return checked(number(), bytesEach);
  }

  /** A count of things of at least so many bytes each, which must still be there. */
  int checked(long count, int bytesEach) {
    if (count < 0 || count > (limit - at) / bytesEach) {
      throw new StateFormatException("count " + count + " at byte " + at);
    }
    return (int) count;
  }

  /** Hands on what is left of a part as a stream, and goes on behind what was taken of it. */
  void read(StreamReader reader) throws IOException {
    DataInputStream stream = new DataInputStream(new ByteArrayInputStream(bytes, at, limit - at));
    reader.read(stream);
    at = limit - stream.available();
  }

  /** Takes some of a stream. */
  @FunctionalInterface
  interface StreamReader {
    void read(DataInputStream stream) throws IOException;
  }
}
