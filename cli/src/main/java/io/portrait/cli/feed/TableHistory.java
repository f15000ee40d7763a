package io.portrait.cli.feed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.portrait.event.EventParser;
import io.portrait.event.EventRules;
import io.portrait.query.QueryEngine;
import io.portrait.query.RowWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * The rows of an Iceberg table as a file of events, by event time.
 *
 * <p>A row is the JSON object of its columns under their names, a nested one an object or array, so
 * that {@code events.fields} of the definitions names columns as it names fields. A time is ISO
 * 8601, one without a zone is UTC. A table has no order: it is sorted outside of Java's heap, and
 * on disk where it does not fit.
 */
public final class TableHistory {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Table table;
  private final EventParser parser;
  private final AtomicLong rows = new AtomicLong();

  /** Of a table as it is now. */
  public TableHistory(Table table, EventRules rules) {
    this.table = table;
    this.parser = new EventParser(rules);
  }

  /** Rows read so far. */
  public long rows() {
    return rows.get();
  }

  /**
   * Writes the file.
   *
   * @param folder for it and for what the sorting needs
   * @param memoryBytes the most that sorting may take
   * @return a file that {@link MergedFiles} reads
   * @throws IOException if the table cannot be read, or the folder not be written
   */
  public Path write(Path folder, long memoryBytes) throws IOException {
    Path file = folder.resolve("history.jsonl.gz");
    try (QueryEngine engine = QueryEngine.open(folder, memoryBytes)) {
      engine.execute("CREATE TABLE history (time BIGINT, place BIGINT, record VARCHAR)");
      load(engine);
      try (OutputStream out = compressed(file)) {
        // The place decides between events of one time: the same table gives the same file.
        engine.forEach(
            "SELECT record FROM history ORDER BY time, place", row -> write(out, row.getString(1)));
      }
    }
    return file;
  }

  private void load(QueryEngine engine) throws IOException {
    try (CloseableIterable<Record> records = IcebergGenerics.read(table).build();
        RowWriter writer = engine.writer("history")) {
      for (Record record : records) {
        String json = object(table.schema().asStruct(), record).toString();
        long time = TimedFile.timeOf(parser, json.getBytes(StandardCharsets.UTF_8), Long.MIN_VALUE);
        writer.begin().add(time).add(rows.incrementAndGet()).add(json).end();
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static OutputStream compressed(Path file) throws IOException {
    return new BufferedOutputStream(
        new GZIPOutputStream(Files.newOutputStream(file), 1 << 16) {
          {
            def.setLevel(Deflater.BEST_SPEED);
          }
        },
        1 << 16);
  }

  private static void write(OutputStream out, String record) {
    try {
      out.write(record.getBytes(StandardCharsets.UTF_8));
      out.write('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ObjectNode object(Types.StructType type, Record record) {
    ObjectNode object = JSON.createObjectNode();
    for (Types.NestedField field : type.fields()) {
      Object value = record.getField(field.name());
      if (value != null) {
        put(object, field.name(), value, field);
      }
    }
    return object;
  }

  private static void put(
      ObjectNode into, String name, Object value, Types.@Nullable NestedField field) {
    if (value instanceof Record record && field != null) {
      into.set(name, object(field.type().asStructType(), record));
    } else if (value instanceof Map<?, ?> map) {
      ObjectNode object = into.putObject(name);
      map.forEach((key, each) -> object.set(String.valueOf(key), JSON.valueToTree(plain(each))));
    } else if (value instanceof List<?> list) {
      ArrayNode array = into.putArray(name);
      list.forEach(each -> array.add(JSON.<JsonNode>valueToTree(plain(each))));
    } else {
      into.set(name, JSON.valueToTree(plain(value)));
    }
  }

  /** What JSON has a form for. */
  private static @Nullable Object plain(@Nullable Object value) {
    if (value instanceof OffsetDateTime time) {
      return time.toInstant().toString();
    }
    if (value instanceof LocalDateTime time) {
      return time.toInstant(ZoneOffset.UTC).toString();
    }
    if (value instanceof ByteBuffer || value instanceof byte[]) {
      return null; // no field of an event
    }
    boolean isJson =
        value == null
            || value instanceof Boolean
            || value instanceof Integer
            || value instanceof Long
            || value instanceof Float
            || value instanceof Double
            || value instanceof BigDecimal;
    return isJson ? value : String.valueOf(value);
  }
}
