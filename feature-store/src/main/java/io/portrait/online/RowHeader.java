package io.portrait.online;

import io.portrait.profile.RowVersion;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * What every row and every embedding begins with, {@link #LENGTH} bytes:
 *
 * <pre>
 *   offset  bytes
 *        0      1  format, {@link #FORMAT}
 *        1      4  generation, unsigned, big-endian
 *        5      8  events, unsigned, big-endian
 *       13      8  as_of, epoch milliseconds, big-endian, sign bit flipped
 *       21      8  schema id
 * </pre>
 *
 * <p>Bytes 1 to 20, compared as unsigned bytes, order rows as {@link RowVersion} does: that is why
 * the sign bit is flipped.
 *
 * @param version which state of the user it is
 * @param schema the schema's id as a number
 */
record RowHeader(RowVersion version, long schema) {

  /** The format this version of Portrait reads and writes. */
  static final byte FORMAT = 1;

  static final int LENGTH = 29;

  /** Where the version ends: what a write compares lies before it. */
  static final int VERSION_END = 21;

  private static final HexFormat HEX = HexFormat.of();

  /** The number of a schema id of 16 hex digits. */
  static long schemaOf(String id) {
    return HexFormat.fromHexDigitsToLong(id);
  }

  /** The schema's id, 16 hex digits. */
  String schemaId() {
    return HEX.toHexDigits(schema);
  }

  /** Writes the header to the first {@link #LENGTH} bytes. */
  static void write(RowVersion version, long schema, byte[] target) {
    ByteBuffer.wrap(target)
        .put(FORMAT)
        .putInt((int) version.generation())
        .putLong(version.events())
        .putLong(version.asOf() ^ Long.MIN_VALUE)
        .putLong(schema);
  }

  byte[] bytes() {
    byte[] bytes = new byte[LENGTH];
    write(version, schema, bytes);
    return bytes;
  }

  /**
   * Reads the header of a row or an embedding.
   *
   * @throws IllegalArgumentException if it is too short or of another format
   */
  static RowHeader read(byte[] bytes) {
    if (bytes.length > 0 && bytes[0] != FORMAT) {
      throw new IllegalArgumentException(
          "the row has format "
              + Byte.toUnsignedInt(bytes[0])
              + ", this version of Portrait reads format "
              + FORMAT);
    }
    if (bytes.length < LENGTH) {
      throw new IllegalArgumentException("a row of " + bytes.length + " bytes has no header");
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes, 1, LENGTH - 1);
    long generation = Integer.toUnsignedLong(buffer.getInt());
    long events = buffer.getLong();
    long asOf = buffer.getLong() ^ Long.MIN_VALUE;
    return new RowHeader(new RowVersion(generation, events, asOf), buffer.getLong());
  }
}
