package io.portrait.online;

import io.portrait.definition.Column;
import io.portrait.definition.FixedColumns;
import io.portrait.definition.Values;
import io.portrait.profile.ProfileRow;
import io.portrait.profile.ProfileSchema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessageUnpacker;

/** The way back from {@link PackedRow}. */
final class PackedRowReader {

  private PackedRowReader() {}

  static ProfileRow read(
      String userId, byte[] row, byte @Nullable [] embedding, ProfileSchema schema) {
    RowHeader header = RowHeader.read(row);
    try (MessageUnpacker unpacker =
        MessagePack.newDefaultUnpacker(row, RowHeader.LENGTH, row.length - RowHeader.LENGTH)) {
      List<Column> computed = schema.computed();
      int columns = unpacker.unpackArrayHeader();
      if (columns != computed.size() + FixedColumns.ALL.size()) {
        throw new IllegalArgumentException("the row has " + columns + " columns, not its schema's");
      }
      Values values = new Values(computed.size());
      for (int slot = 0; slot < computed.size(); slot++) {
        if (!unpacker.tryUnpackNil()) {
          unpack(unpacker, computed.get(slot), values, slot);
        }
      }
      return unpackFixed(unpacker, userId, header, values, EmbeddingBytes.read(embedding, header));
    } catch (IOException | MessagePackException e) {
      throw new IllegalArgumentException("the row is damaged: " + e.getMessage(), e);
    }
  }

  private static void unpack(MessageUnpacker unpacker, Column column, Values values, int slot)
      throws IOException {
    switch (column.type()) {
      case LONG, TIMESTAMP -> values.set(slot, (double) unpacker.unpackLong());
      case DOUBLE -> values.set(slot, unpacker.unpackDouble());
      case STRING -> values.set(slot, unpacker.unpackString());
      case STRING_LIST -> values.set(slot, unpackTexts(unpacker));
      case LONG_MAP -> throw new IllegalArgumentException("no computed column holds a map");
    }
  }

  /** In the order of {@link FixedColumns#ALL}. */
  private static ProfileRow unpackFixed(
      MessageUnpacker unpacker,
      String userId,
      RowHeader header,
      Values values,
      float @Nullable [] embedding)
      throws IOException {
    Long segment = unpacker.tryUnpackNil() ? null : unpacker.unpackLong();
    double churnProbability = unpacker.tryUnpackNil() ? Double.NaN : unpacker.unpackDouble();
    List<String> churnReasons = unpackTexts(unpacker);
    List<String> tags = unpackTexts(unpacker);
    unpacker.skipValue(); // _as_of, as in the header
    long writtenAt = unpacker.unpackLong();
    unpacker.skipValue(2); // _generation and _events, as in the header
    String definitions = unpacker.unpackString();
    Map<String, Long> models = unpackNumbers(unpacker);
    String status = unpacker.unpackString();
    Map<String, Long> partialUntil = unpackNumbers(unpacker);
    return new ProfileRow(
        userId,
        header.version(),
        values,
        segment,
        churnProbability,
        churnReasons,
        tags,
        writtenAt,
        definitions,
        models,
        status,
        partialUntil,
        embedding);
  }

  private static List<String> unpackTexts(MessageUnpacker unpacker) throws IOException {
    int size = unpacker.unpackArrayHeader();
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      texts.add(unpacker.unpackString());
    }
    return texts;
  }

  private static Map<String, Long> unpackNumbers(MessageUnpacker unpacker) throws IOException {
    int size = unpacker.unpackMapHeader();
    Map<String, Long> numbers = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      numbers.put(unpacker.unpackString(), unpacker.unpackLong());
    }
    return numbers;
  }
}
