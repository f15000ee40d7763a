package io.portrait.aggregate;

import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Writes the numbers of a user's value, small ones in few bytes, into a buffer used again. */
final class ByteWriter extends OutputStream {

  static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** Doubles that are whole hundredths up to here, as most amounts are, are written as such. */
  static final double HUNDREDTHS = 100.0;

  private static final long MOST_HUNDREDTHS = 1L << 53;

  private byte[] bytes = new byte[1_024];
  private int size;

  /** Starts anew. */
  void clear() {
    size = 0;
  }

  /** Bytes written. */
  int size() {
    return size;
  }

  /** What was written. */
  byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  /** CRC-32C of what was written. */
  int checksum() {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, 0, size);
    return (int) checksum.getValue();
  }

  @Override
  public void write(int value) {
    room(1);
    bytes[size++] = (byte) value;
  }

  @Override
  public void write(byte[] from, int offset, int length) {
    room(length);
    System.arraycopy(from, offset, bytes, size, length);
    size += length;
  }

  /** A number of any sign that is mostly small and not negative: 7 bits a byte. */
  void number(long value) {
    room(10);
    if ((value & ~0x7FL) == 0) {
      bytes[size++] = (byte) value;
      return;
    }
    byte[] into = bytes;
    int at = size;
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      into[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    into[at++] = (byte) rest;
    size = at;
  }

  /** A number that is mostly near zero, of either sign. */
  void signed(long value) {
    number((value << 1) ^ (value >> 63));
  }

  /** A length of time, milliseconds, positive; mostly whole seconds. */
  void width(long millis) {
    boolean isWhole = millis % 1_000 == 0;
    number(isWhole ? (millis / 1_000) << 1 : (millis << 1) | 1);
  }

  /** Eight bytes. */
  void fixed(long value) {
    room(Long.BYTES);
    LONGS.set(bytes, size, value);
    size += Long.BYTES;
  }

  /** Four bytes. */
  void fixed32(int value) {
    room(Integer.BYTES);
    INTS.set(bytes, size, value);
    size += Integer.BYTES;
  }

  /** A double, to the bit. */
  void real(double value) {
    long hundredths = (long) Math.rint(value * HUNDREDTHS);
    if (hundredths > -MOST_HUNDREDTHS
        && hundredths < MOST_HUNDREDTHS
        && Double.doubleToRawLongBits(hundredths / HUNDREDTHS)
            == Double.doubleToRawLongBits(value)) {
      number(((hundredths << 1) ^ (hundredths >> 63)) << 1);
    } else {
      write(1);
      fixed(Double.doubleToRawLongBits(value));
    }
  }

  /** A text. */
  void text(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    number(utf8.length);
    write(utf8, 0, utf8.length);
  }

  /** Bytes, and before them how many. */
  void bytes(byte[] value) {
    number(value.length);
    write(value, 0, value.length);
  }

  /** Begins a part that {@link #close} puts the length in front of. */
  int open() {
    write(0);
    return size;
  }

  /** Ends the part begun at {@code start}. */
  void close(int start) {
    int length = size - start;
    int more = 0;
    for (int rest = length >>> 7; rest != 0; rest >>>= 7) {
      more++;
    }
    room(more);
    System.arraycopy(bytes, start, bytes, start + more, length);
    size = start - 1;
    number(length);
    size = start + more + length;
  }

  private void room(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
    }
  }
}
