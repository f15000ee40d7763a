package io.portrait.query;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Files;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;

/**
 * Makes a table of a fixed snapshot a view of the engine.
 *
 * <p>The view reads the snapshot's own Parquet files, and finds columns by their ids, as Iceberg
 * does: renamed ones are found, and files from before a column was added have null in it. Where the
 * engine cannot read them so (rows were deleted since a file was written, files lie elsewhere than
 * on this machine, or are no Parquet) the rows are first written to a file beside the engine, by
 * Iceberg.
 */
public final class SnapshotView {

  /** What DuckDB would take for a pattern of many names. */
  private static final Pattern WILDCARD = Pattern.compile("[*?\\[]");

  private final QueryEngine engine;
  private final Path folder;

  /**
   * Views of an engine.
   *
   * @param folder for copies
   */
  public SnapshotView(QueryEngine engine, Path folder) {
    this.engine = engine;
    this.folder = folder;
  }

  /**
   * Creates a view.
   *
   * @param name of the view
   * @param columns of the table that it has
   * @param filter what may be left out; the view may have more rows than pass
   */
  public void create(
      String name, TableSnapshot snapshot, Collection<String> columns, Expression filter) {
    Set<String> distinct = new LinkedHashSet<>(columns);
    Schema schema =
        new Schema(distinct.stream().map(column -> field(snapshot.table(), column)).toList());
    List<String> files = List.of();
    if (snapshot.id().isPresent()) {
      long id = snapshot.id().getAsLong();
      files =
          readable(snapshot.table().newScan().useSnapshot(id).filter(filter))
              .orElseGet(() -> List.of(copy(name, snapshot.table(), id, schema, filter)));
    }
    engine.execute("CREATE VIEW " + Sql.name(name) + " AS " + select(schema, files));
  }

  private static Types.NestedField field(Table table, String column) {
    Types.NestedField field = table.schema().findField(column);
    if (field == null) {
      throw new IllegalArgumentException("table " + table.name() + ": no column " + column);
    }
    return field;
  }

  private static String select(Schema schema, List<String> files) {
    if (files.isEmpty()) {
      return schema.columns().stream()
          .map(field -> "NULL::" + Sql.type(field.type()) + " AS " + Sql.name(field.name()))
          .collect(Collectors.joining(", ", "SELECT ", " WHERE false"));
    }
    String paths = files.stream().map(Sql::text).collect(Collectors.joining(", ", "[", "]"));
    String columns =
        schema.columns().stream()
            .map(
                field ->
                    field.fieldId()
                        + ": {name: "
                        + Sql.text(field.name())
                        + ", type: "
                        + Sql.text(Sql.type(field.type()))
                        + ", default_value: NULL}")
            .collect(Collectors.joining(", ", "MAP {", "}"));
    return "SELECT * FROM read_parquet("
        + paths
        + ", hive_partitioning = false, schema = "
        + columns
        + ")";
  }

  /** The files of a scan; empty where one of them cannot be read as it is. */
  private static Optional<List<String>> readable(TableScan scan) {
    List<String> files = new ArrayList<>();
    try (CloseableIterable<FileScanTask> tasks = scan.planFiles()) {
      for (FileScanTask task : tasks) {
        Optional<String> file = localParquet(task.file());
        if (!task.deletes().isEmpty() || file.isEmpty()) {
          return Optional.empty();
        }
        files.add(file.get());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    // A plan's order is that in which manifests happened to be read.
    return Optional.of(files.stream().sorted().toList());
  }

  private static Optional<String> localParquet(DataFile file) {
    String location = file.location();
    String path = location.startsWith("file:") ? location.substring("file:".length()) : location;
    path = path.replaceFirst("^/+", "/");
    boolean isLocal = path.startsWith("/") && !WILDCARD.matcher(path).find();
    return isLocal && file.format() == FileFormat.PARQUET ? Optional.of(path) : Optional.empty();
  }

  private String copy(String name, Table table, long snapshot, Schema schema, Expression filter) {
    Path file = folder.resolve(name + ".parquet").toAbsolutePath();
    try (CloseableIterable<Record> records =
            IcebergGenerics.read(table)
                .useSnapshot(snapshot)
                .project(schema)
                .where(filter)
                .build();
        FileAppender<Record> writer =
            Parquet.write(Files.localOutput(file.toFile()))
                .schema(schema)
                .createWriterFunc(GenericParquetWriter::create)
                .build()) {
      for (Record record : records) {
        if (engine.isCancelled()) {
          throw new QueryException("cancelled");
        }
        writer.add(record);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("table " + table.name() + ": " + e.getMessage(), e);
    }
    return file.toString();
  }
}
