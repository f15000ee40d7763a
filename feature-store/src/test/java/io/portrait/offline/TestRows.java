package io.portrait.offline;

import java.io.IOException;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.parquet.Parquet;

/** Rows put into a table, a file each. */
public final class TestRows {

  private TestRows() {}

  /** Appends a row; columns that are not named are null. */
  public static void append(Table table, Map<String, ?> row) throws IOException {
    Record record = GenericRecord.create(table.schema());
    row.forEach(record::setField);
    String name = UUID.randomUUID() + ".parquet";
    PartitionKey partition = new PartitionKey(table.spec(), table.schema());
    partition.partition(new InternalRecordWrapper(table.schema().asStruct()).wrap(record));
    DataWriter<Record> writer =
        Parquet.writeData(table.io().newOutputFile(table.locationProvider().newDataLocation(name)))
            .forTable(table)
            .withPartition(partition)
            .createWriterFunc(GenericParquetWriter::create)
            .build();
    try (writer) {
      writer.write(record);
    }
    DataFile file = writer.toDataFile();
    table.newAppend().appendFile(file).commit();
  }

  /** Appends a row of the table {@code models}. */
  public static void append(Table models, ModelRow model) throws IOException {
    append(
        models,
        Map.of(
            "name", model.name(),
            "version", model.version(),
            "as_of", model.asOf().atOffset(ZoneOffset.UTC),
            "known_at", model.knownAt().atOffset(ZoneOffset.UTC),
            "generation", model.generation(),
            "definitions", model.definitions(),
            "parameters", model.parameters(),
            "metrics", model.metrics()));
  }
}
