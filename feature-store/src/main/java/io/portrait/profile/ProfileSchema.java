package io.portrait.profile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.hash.Hashing;
import io.portrait.definition.Column;
import io.portrait.definition.ColumnType;
import io.portrait.definition.Definition;
import io.portrait.definition.FixedColumns;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the columns of a row are, in the order in which they are stored.
 *
 * @param computed the columns of {@link Definition#columns()}
 */
public record ProfileSchema(List<Column> computed) {

  private static final ObjectMapper JSON = new ObjectMapper();

  public ProfileSchema {
    computed = List.copyOf(computed);
  }

  /** The schema of a definition file. */
  public static ProfileSchema of(Definition definition) {
    return new ProfileSchema(definition.columns());
  }

  /** Every column: computed, then fixed. */
  public List<Column> columns() {
    List<Column> columns = new ArrayList<>(computed);
    columns.addAll(FixedColumns.ALL);
    return columns;
  }

  /**
   * What names the schema wherever rows are kept: the first 16 hex digits of the SHA-256 of {@link
   * #toJson()}. Two schemas have one id exactly if they have the same columns in the same order.
   */
  public String id() {
    return Hashing.sha256()
        .hashString(toJson(), StandardCharsets.UTF_8)
        .toString()
        .substring(0, 16);
  }

  /**
   * The schema as one line of JSON, always the same for the same columns: {@code
   * {"columns":[{"name":"views_7d","type":"long","unit":"events"}, ...]}}, computed and fixed.
   */
  public String toJson() {
    ObjectNode schema = JSON.createObjectNode();
    ArrayNode columns = schema.putArray("columns");
    for (Column column : columns()) {
      columns
          .addObject()
          .put("name", column.name())
          .put("type", column.type().name().toLowerCase(Locale.ROOT))
          .put("unit", column.unit());
    }
    return schema.toString();
  }

  /**
   * Reads what {@link #toJson()} wrote.
   *
   * @throws IllegalArgumentException if it is no schema, or its last columns are not {@link
   *     FixedColumns#ALL}
   */
  public static ProfileSchema fromJson(String json) {
    List<Column> columns = new ArrayList<>();
    try {
      for (JsonNode column : JSON.readTree(json).path("columns")) {
        columns.add(
            new Column(
                column.required("name").asText(),
                ColumnType.valueOf(column.required("type").asText().toUpperCase(Locale.ROOT)),
                column.required("unit").asText()));
      }
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new IllegalArgumentException("not a profile schema: " + json, e);
    }
    int computed = columns.size() - FixedColumns.ALL.size();
    if (computed < 0 || !columns.subList(computed, columns.size()).equals(FixedColumns.ALL)) {
      throw new IllegalArgumentException(
          "the schema does not end with the columns every profile has: " + json);
    }
    return new ProfileSchema(columns.subList(0, computed));
  }
}
