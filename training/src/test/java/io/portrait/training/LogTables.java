package io.portrait.training;

import io.portrait.definition.Definition;
import io.portrait.definition.DefinitionFile;
import io.portrait.offline.OfflineCatalog;
import io.portrait.offline.OfflineTables;
import io.portrait.query.QueryEngine;
import io.portrait.query.TableSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.parquet.Parquet;
import org.jspecify.annotations.Nullable;

/** A warehouse with rows of somebody's making, and sets drawn from it. */
final class LogTables implements AutoCloseable {

  static final Definition DEFINITION =
      DefinitionFile.parse(
          """
          project: shop
          features:
            - {name: views, types: [view], aggregate: count, windows: [7d]}
            - {name: spend, types: [purchase], aggregate: sum, of: amount, windows: [30d]}
            - {name: last_category, aggregate: last, of: category}
            - {name: categories, aggregate: top, of: category, keep: 3, windows: [30d]}
          """,
          "test");

  private final Path folder;
  private final Catalog catalog;
  final Table featureLog;
  final Table labels;

  LogTables(Path folder) {
    this.folder = folder;
    catalog = OfflineCatalog.create(OfflineCatalog.local(folder.resolve("warehouse")));
    OfflineTables.ensure(catalog, DEFINITION);
    featureLog = catalog.loadTable(OfflineTables.identifier("shop", OfflineTables.FEATURE_LOG));
    labels = catalog.loadTable(OfflineTables.identifier("shop", OfflineTables.LABELS));
  }

  /** Appends rows, a file a partition, in one commit; columns that are not named are null. */
  static void append(Table table, List<? extends Map<String, ?>> rows) throws IOException {
    PartitionKey key = new PartitionKey(table.spec(), table.schema());
    InternalRecordWrapper wrapper = new InternalRecordWrapper(table.schema().asStruct());
    Map<PartitionKey, List<Record>> byPartition = new LinkedHashMap<>();
    for (Map<String, ?> row : rows) {
      Record record = GenericRecord.create(table.schema());
      row.forEach(record::setField);
      key.partition(wrapper.wrap(record));
      byPartition.computeIfAbsent(key.copy(), none -> new ArrayList<>()).add(record);
    }
    AppendFiles append = table.newAppend();
    for (Map.Entry<PartitionKey, List<Record>> part : byPartition.entrySet()) {
      append.appendFile(file(table, part.getKey(), part.getValue()));
    }
    append.commit();
  }

  private static DataFile file(Table table, PartitionKey partition, List<Record> records)
      throws IOException {
    String name = UUID.randomUUID() + ".parquet";
    String place =
        table.spec().isPartitioned()
            ? table.locationProvider().newDataLocation(table.spec(), partition, name)
            : table.locationProvider().newDataLocation(name);
    DataWriter<Record> writer =
        Parquet.writeData(table.io().newOutputFile(place))
            .forTable(table)
            .withPartition(table.spec().isPartitioned() ? partition : null)
            .createWriterFunc(GenericParquetWriter::create)
            .build();
    try (writer) {
      records.forEach(writer::write);
    }
    return writer.toDataFile();
  }

  /** Draws a set of what there is now. */
  Manifest draw(TrainingSetRequest request, Path out) throws IOException {
    featureLog.refresh();
    labels.refresh();
    return draw(request, TableSnapshot.current(featureLog), TableSnapshot.current(labels), out);
  }

  /** Draws a set of some snapshots. */
  Manifest draw(
      TrainingSetRequest request, TableSnapshot log, @Nullable TableSnapshot labels, Path out)
      throws IOException {
    Path work = Files.createTempDirectory(folder, "work-");
    try (QueryEngine engine = QueryEngine.open(work, 256L << 20)) {
      return new TrainingSets(engine, work, "shop", "test", step -> {})
          .draw(request, log, labels, out);
    }
  }

  /** The rows of a file, in its order. */
  List<Map<String, @Nullable Object>> rows(Path parquet) throws IOException {
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    Path work = Files.createTempDirectory(folder, "read-");
    try (QueryEngine engine = QueryEngine.open(work, 256L << 20)) {
      engine.forEach(
          "SELECT * REPLACE (epoch_ms(time) AS time, epoch_ms(_feature_as_of) AS _feature_as_of,"
              + " to_json(categories_30d)::VARCHAR AS categories_30d) FROM '"
              + parquet
              + "'",
          row -> {
            Map<String, @Nullable Object> values = new HashMap<>();
            for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
              values.put(row.getMetaData().getColumnName(i), row.getObject(i));
            }
            rows.add(values);
          });
    }
    return rows;
  }

  @Override
  public void close() {
    OfflineCatalog.close(catalog);
  }
}
