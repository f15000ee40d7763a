package io.portrait.online;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.portrait.definition.Column;
import io.portrait.definition.Values;
import io.portrait.profile.ProfileRow;
import io.portrait.profile.ProfileSchema;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The way back from {@link HashRow}. */
final class HashRowReader {

  private static final TypeReference<List<String>> TEXTS = new TypeReference<>() {};
  private static final TypeReference<Map<String, Long>> NUMBERS = new TypeReference<>() {};

  private final Map<String, String> fields;

  /** Over the fields of one hash, names to values. */
  HashRowReader(Map<String, String> fields) {
    this.fields = fields;
  }

  /** The header a packed row of the same version would have. */
  RowHeader header() {
    return RowHeader.read(
        HexFormat.of().parseHex(required(HashRow.VERSION) + required(HashRow.SCHEMA)));
  }

  ProfileRow read(String userId, byte @Nullable [] embedding, ProfileSchema schema) {
    RowHeader header = header();
    List<Column> computed = schema.computed();
    Values values = new Values(computed.size());
    for (int slot = 0; slot < computed.size(); slot++) {
      String value = fields.get(computed.get(slot).name());
      if (value != null) {
        set(values, slot, computed.get(slot), value);
      }
    }
    String segment = fields.get("segment");
    String churnProbability = fields.get("churn_probability");
    return new ProfileRow(
        userId,
        header.version(),
        values,
        segment == null ? null : Long.valueOf(segment),
        churnProbability == null ? Double.NaN : Double.parseDouble(churnProbability),
        texts(required("churn_reasons")),
        texts(required("tags")),
        Long.parseLong(required("_written_at")),
        required("_definitions"),
        numbers(required("_models")),
        required("_status"),
        numbers(required("_partial_until")),
        EmbeddingBytes.read(embedding, header));
  }

  private static void set(Values values, int slot, Column column, String value) {
    switch (column.type()) {
      case LONG, TIMESTAMP, DOUBLE -> values.set(slot, Double.parseDouble(value));
      case STRING -> values.set(slot, value);
      case STRING_LIST -> values.set(slot, texts(value));
      case LONG_MAP -> throw new IllegalArgumentException("no computed column holds a map");
    }
  }

  private String required(String field) {
    String value = fields.get(field);
    if (value == null) {
      throw new IllegalArgumentException("the hash has no field " + field);
    }
    return value;
  }

  static List<String> texts(String value) {
    List<String> texts = json(value, TEXTS);
    if (texts.contains(null)) {
      throw damaged();
    }
    return texts;
  }

  static Map<String, Long> numbers(String value) {
    Map<String, Long> numbers = json(value, NUMBERS);
    if (numbers.containsValue(null)) {
      throw damaged();
    }
    return numbers;
  }

  private static <T> T json(String text, TypeReference<T> type) {
    try {
      T value = HashRow.JSON.readValue(text, type);
      if (value == null) {
        throw damaged();
      }
      return value;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the row is damaged: " + e.getOriginalMessage(), e);
    }
  }

  private static IllegalArgumentException damaged() {
    return new IllegalArgumentException("the row is damaged: null stands in a list or a map");
  }
}
