package io.portrait.online;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.portrait.definition.Column;
import io.portrait.definition.Values;
import io.portrait.profile.ProfileRow;
import io.portrait.profile.ProfileSchema;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row as a hash of Redis, a field per column, for those who prefer HGET to a MessagePack library.
 *
 * <p>Numbers are plain decimal text (no exponent; whole ones without a fraction), texts are
 * themselves, lists and maps are JSON; a column that is null has no field. Two fields come first:
 * {@link #VERSION}, which a write compares, and {@link #SCHEMA}, the schema's id.
 */
public final class HashRow {

  /** Format and version, the first 21 bytes of a packed row's header, as 42 hex digits. */
  static final String VERSION = "_version";

  /** The schema's id, 16 hex digits. */
  static final String SCHEMA = "_schema";

  static final ObjectMapper JSON = new ObjectMapper();

  private static final HexFormat HEX = HexFormat.of();

  private final List<Column> computed;
  private final String schemaId;
  private final long schemaNumber;

  /** An encoder of rows of one schema. */
  public HashRow(ProfileSchema schema) {
    computed = schema.computed();
    schemaId = schema.id();
    schemaNumber = RowHeader.schemaOf(schemaId);
  }

  /** The row's fields, each followed by its value. */
  public byte[][] encode(ProfileRow row) {
    byte[] header = new RowHeader(row.version(), schemaNumber).bytes();
    Fields fields = new Fields();
    fields.text(VERSION, HEX.formatHex(header, 0, RowHeader.VERSION_END));
    fields.text(SCHEMA, schemaId);
    for (int slot = 0; slot < computed.size(); slot++) {
      put(fields, computed.get(slot), row.values(), slot);
    }
    // In the order of FixedColumns.ALL.
    Long segment = row.segment();
    fields.text("segment", segment == null ? null : segment.toString());
    fields.number("churn_probability", row.churnProbability());
    fields.json("churn_reasons", row.churnReasons());
    fields.json("tags", row.tags());
    fields.text("_as_of", Long.toString(row.version().asOf()));
    fields.text("_written_at", Long.toString(row.writtenAt()));
    fields.text("_generation", Long.toString(row.version().generation()));
    fields.text("_events", Long.toString(row.version().events()));
    fields.text("_definitions", row.definitions());
    fields.json("_models", row.models());
    fields.text("_status", row.status());
    fields.json("_partial_until", row.partialUntil());
    return fields.bytes.toArray(byte[][]::new);
  }

  private static void put(Fields fields, Column column, Values values, int slot) {
    switch (column.type()) {
      case LONG, TIMESTAMP, DOUBLE -> fields.number(column.name(), values.number(slot));
      case STRING -> fields.text(column.name(), values.text(slot));
      case STRING_LIST -> fields.json(column.name(), values.texts(slot));
      case LONG_MAP -> throw new IllegalArgumentException("no computed column holds a map");
    }
  }

  /** Reads back as the same double, sign of zero included. */
  static String decimal(double number) {
    String text = Double.toString(number);
    if (text.indexOf('E') >= 0) {
      return new BigDecimal(text).toPlainString().replaceFirst("\\.0$", "");
    }
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  private static final class Fields {

    private final List<byte[]> bytes = new ArrayList<>();

    void number(String name, double number) {
      text(name, Double.isNaN(number) ? null : decimal(number));
    }

    void text(String name, @Nullable String value) {
      if (value != null) {
        bytes.add(name.getBytes(StandardCharsets.UTF_8));
        bytes.add(value.getBytes(StandardCharsets.UTF_8));
      }
    }

    void json(String name, @Nullable Object value) {
      if (value != null) {
        try {
          text(name, JSON.writeValueAsString(value));
        } catch (JsonProcessingException e) {
          throw new IllegalStateException("texts and numbers are always JSON", e);
        }
      }
    }
  }
}
