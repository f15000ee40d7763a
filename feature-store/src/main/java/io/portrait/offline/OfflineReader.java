package io.portrait.offline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * Reads a table as it is now, in this process: for a few rows, not for analysis of millions.
 *
 * <p>A row is a map from column to value in the table's order: String, Long, Integer, Double,
 * {@link java.time.Instant}, {@code byte[]}, List, Map, or null.
 */
public final class OfflineReader {

  private OfflineReader() {}

  /** Every row that a filter lets through, in any order. */
  public static List<Map<String, @Nullable Object>> rows(Table table, Expression filter) {
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    forEach(table, filter, rows::add);
    return rows;
  }

  /** Hands over every row that a filter lets through, in any order, one at a time. */
  public static void forEach(
      Table table, Expression filter, Consumer<Map<String, @Nullable Object>> action) {
    table.refresh();
    try (CloseableIterable<Record> records = IcebergGenerics.read(table).where(filter).build()) {
      for (Record record : records) {
        action.accept(row(record));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("table " + table.name() + ": " + e.getMessage(), e);
    }
  }

  /** How many rows a filter lets through. */
  public static long count(Table table, Expression filter) {
    long[] count = new long[1];
    forEach(table, filter, row -> count[0]++);
    return count[0];
  }

  private static Map<String, @Nullable Object> row(Record record) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    for (Types.NestedField column : record.struct().fields()) {
      row.put(column.name(), plain(record.getField(column.name())));
    }
    return row;
  }

  private static @Nullable Object plain(@Nullable Object value) {
    if (value instanceof OffsetDateTime time) {
      return time.toInstant();
    }
    if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return bytes;
    }
    return value;
  }
}
