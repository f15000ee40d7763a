package io.portrait.profile;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.portrait.definition.Column;
import io.portrait.definition.Values;
import java.util.List;
import java.util.Map;

/** A profile as JSON: what people and files get to see. */
public final class ProfileJson {

  private ProfileJson() {}

  /**
   * One object: {@code user_id}, then every column in schema order, then {@code embedding} where
   * there is one.
   *
   * <p>Numbers are numbers (whole ones without a fraction where the column is a long), times are
   * epoch milliseconds, null is null.
   *
   * @param schema of the row
   */
  public static ObjectNode of(ProfileRow row, ProfileSchema schema) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("user_id", row.userId());
    List<Column> computed = schema.computed();
    for (int slot = 0; slot < computed.size(); slot++) {
      put(json, computed.get(slot), row.values(), slot);
    }
    json.put("segment", row.segment());
    putNumber(json, "churn_probability", row.churnProbability());
    putTexts(json, "churn_reasons", row.churnReasons());
    putTexts(json, "tags", row.tags());
    json.put("_as_of", row.version().asOf());
    json.put("_written_at", row.writtenAt());
    json.put("_generation", row.version().generation());
    json.put("_events", row.version().events());
    json.put("_definitions", row.definitions());
    putNumbers(json, "_models", row.models());
    json.put("_status", row.status());
    putNumbers(json, "_partial_until", row.partialUntil());
    float[] embedding = row.embedding();
    if (embedding != null) {
      ArrayNode vector = json.putArray("embedding");
      for (float coordinate : embedding) {
        vector.add(coordinate);
      }
    }
    return json;
  }

  /** The same as one line of text, without a line break at its end. */
  public static String line(ProfileRow row, ProfileSchema schema) {
    return of(row, schema).toString();
  }

  private static void put(ObjectNode json, Column column, Values values, int slot) {
    switch (column.type()) {
      case LONG, TIMESTAMP -> {
        double number = values.number(slot);
        if (Double.isNaN(number)) {
          json.putNull(column.name());
        } else {
          json.put(column.name(), (long) number);
        }
      }
      case DOUBLE -> putNumber(json, column.name(), values.number(slot));
      case STRING -> json.put(column.name(), values.text(slot));
      case STRING_LIST -> {
        List<String> texts = values.texts(slot);
        if (texts == null) {
          json.putNull(column.name());
        } else {
          putTexts(json, column.name(), texts);
        }
      }
      case LONG_MAP -> throw new IllegalArgumentException("no computed column holds a map");
    }
  }

  private static void putNumber(ObjectNode json, String name, double number) {
    if (Double.isNaN(number)) {
      json.putNull(name);
    } else {
      json.put(name, number);
    }
  }

  private static void putTexts(ObjectNode json, String name, List<String> texts) {
    ArrayNode array = json.putArray(name);
    texts.forEach(array::add);
  }

  private static void putNumbers(ObjectNode json, String name, Map<String, Long> numbers) {
    ObjectNode object = json.putObject(name);
    numbers.forEach(object::put);
  }
}
