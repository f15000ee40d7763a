package io.portrait.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.formats.FormatModelRegistry;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.InputFile;

/** Reads single files of a table, row by row, deleted rows too. */
public final class TableRows {

  private TableRows() {}

  /** Hands over every row of a file, in its order. */
  public static void forEach(
      Table table, ContentFile<?> file, Schema columns, Consumer<Record> action) {
    try (CloseableIterable<Record> rows = open(table, file, columns)) {
      rows.forEach(action);
    } catch (IOException e) {
      throw new UncheckedIOException(file.location() + ": " + e.getMessage(), e);
    }
  }

  /** Whether a row of a file is such; reads no further than the first. */
  public static boolean any(
      Table table, ContentFile<?> file, Collection<String> columns, Predicate<Record> such) {
    try (CloseableIterable<Record> rows = open(table, file, table.schema().select(columns))) {
      for (Record row : rows) {
        if (such.test(row)) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(file.location() + ": " + e.getMessage(), e);
    }
  }

  /** The rows of a file; to be closed. */
  public static CloseableIterable<Record> open(Table table, ContentFile<?> file, Schema columns) {
    return open(file.format(), table.io().newInputFile(file.location()), columns);
  }

  /** The rows of a file that is no table's; to be closed. */
  public static CloseableIterable<Record> open(FileFormat format, InputFile file, Schema columns) {
    return FormatModelRegistry.<Record, Schema>readBuilder(format, Record.class, file)
        .project(columns)
        .build();
  }
}
