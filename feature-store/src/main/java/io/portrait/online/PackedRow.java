package io.portrait.online;

import io.portrait.definition.Column;
import io.portrait.definition.ColumnType;
import io.portrait.definition.FixedColumns;
import io.portrait.definition.Values;
import io.portrait.profile.ProfileRow;
import io.portrait.profile.ProfileSchema;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePacker;

/**
 * A row as one string of Redis: {@link RowHeader}, then one MessagePack array of all columns in
 * schema order.
 *
 * <p>Null is nil; LONG and TIMESTAMP are integers, DOUBLE always float 64, STRING is str, a list an
 * array, a map a map. One encoder serves one thread: it reuses its buffers, and besides the bytes
 * it returns it allocates nothing for numbers.
 */
public final class PackedRow {

  private final List<Column> computed;
  private final long schemaNumber;
  private final byte[] header = new byte[RowHeader.LENGTH];
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1_024);
  private final MessagePacker packer = MessagePack.newDefaultPacker(bytes);

  /** An encoder of rows of one schema. */
  public PackedRow(ProfileSchema schema) {
    computed = schema.computed();
    schemaNumber = RowHeader.schemaOf(schema.id());
  }

  /** The row's bytes. */
  public byte[] encode(ProfileRow row) {
    try {
      bytes.reset();
      RowHeader.write(row.version(), schemaNumber, header);
      packer.writePayload(header);
      packer.packArrayHeader(computed.size() + FixedColumns.ALL.size());
      for (int slot = 0; slot < computed.size(); slot++) {
        pack(computed.get(slot).type(), row.values(), slot);
      }
      packFixed(row);
      packer.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a buffer in memory does not fail
    }
  }

  /** The embedding's bytes: the same header, then float 32, little-endian; empty for null. */
  public byte[] encodeEmbedding(ProfileRow row) {
    return EmbeddingBytes.write(new RowHeader(row.version(), schemaNumber), row.embedding());
  }

  /** The id of the schema that a row's bytes name. */
  public static String schemaId(byte[] row) {
    return RowHeader.read(row).schemaId();
  }

  /**
   * Reads a row.
   *
   * @param userId whose; the bytes do not say
   * @param row as {@link #encode} made it
   * @param embedding as {@link #encodeEmbedding} made it; null, or of another version of the row:
   *     the row comes without one
   * @param schema the one of {@link #schemaId}
   * @throws IllegalArgumentException if the bytes have another format, or are damaged
   */
  public static ProfileRow decode(
      String userId, byte[] row, byte @Nullable [] embedding, ProfileSchema schema) {
    return PackedRowReader.read(userId, row, embedding, schema);
  }

  private void pack(ColumnType type, Values values, int slot) throws IOException {
    switch (type) {
      case LONG, TIMESTAMP -> {
        double number = values.number(slot);
        if (Double.isNaN(number)) {
          packer.packNil();
        } else {
          packer.packLong((long) number);
        }
      }
      case DOUBLE -> packDouble(values.number(slot));
      case STRING -> {
        String text = values.text(slot);
        if (text == null) {
          packer.packNil();
        } else {
          packer.packString(text);
        }
      }
      case STRING_LIST -> {
        List<String> texts = values.texts(slot);
        if (texts == null) {
          packer.packNil();
        } else {
          packTexts(texts);
        }
      }
      case LONG_MAP -> throw new IllegalArgumentException("no computed column holds a map");
    }
  }

  /** In the order of {@link FixedColumns#ALL}. */
  private void packFixed(ProfileRow row) throws IOException {
    Long segment = row.segment();
    if (segment == null) {
      packer.packNil();
    } else {
      packer.packLong(segment);
    }
    packDouble(row.churnProbability());
    packTexts(row.churnReasons());
    packTexts(row.tags());
    packer.packLong(row.version().asOf());
    packer.packLong(row.writtenAt());
    packer.packLong(row.version().generation());
    packer.packLong(row.version().events());
    packer.packString(row.definitions());
    packNumbers(row.models());
    packer.packString(row.status());
    packNumbers(row.partialUntil());
  }

  private void packDouble(double number) throws IOException {
    if (Double.isNaN(number)) {
      packer.packNil();
    } else {
      packer.packDouble(number);
    }
  }

  private void packTexts(List<String> texts) throws IOException {
    packer.packArrayHeader(texts.size());
    for (String text : texts) {
      packer.packString(text);
    }
  }

  private void packNumbers(Map<String, Long> numbers) throws IOException {
    packer.packMapHeader(numbers.size());
    for (Map.Entry<String, Long> entry : numbers.entrySet()) {
      packer.packString(entry.getKey());
      packer.packLong(entry.getValue());
    }
  }
}
