package io.portrait.offline;

import static io.portrait.offline.TestDefinitions.count;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.parquet.Parquet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OfflineReaderTest {

  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00.123Z");

  private final Catalog catalog;
  private final Table rejected;

  OfflineReaderTest(@TempDir Path warehouse) {
    catalog = OfflineCatalog.create(OfflineCatalog.local(warehouse));
    OfflineTables.ensure(catalog, TestDefinitions.of("shop", count("views")));
    rejected = catalog.loadTable(OfflineTables.identifier("shop", OfflineTables.REJECTED_EVENTS));
  }

  @AfterEach
  void closeTheWarehouse() {
    OfflineCatalog.close(catalog);
  }

  @Test
  void rowsComeBackAsPlainValues() throws IOException {
    append(7, "bad_time");

    List<Map<String, @Nullable Object>> rows =
        OfflineReader.rows(rejected, Expressions.alwaysTrue());

    assertThat(rows).hasSize(1);
    assertThat(rows.get(0))
        .containsEntry("rejected_at", NOON)
        .containsEntry("topic", "user-events")
        .containsEntry("partition", 3)
        .containsEntry("offset", 7L)
        .containsEntry("reason", "bad_time")
        .containsEntry("raw", "{}".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aFilterLetsThroughOnlyItsRows() throws IOException {
    append(7, "bad_time");
    append(8, "bad_type");

    assertThat(OfflineReader.count(rejected, Expressions.alwaysTrue())).isEqualTo(2);
    assertThat(OfflineReader.count(rejected, Expressions.equal("reason", "bad_type"))).isOne();
    assertThat(OfflineReader.rows(rejected, Expressions.greaterThan("offset", 7L)))
        .singleElement()
        .satisfies(row -> assertThat(row).containsEntry("reason", "bad_type"));
  }

  @Test
  void anEmptyTableHasNoRows() {
    assertThat(OfflineReader.rows(rejected, Expressions.alwaysTrue())).isEmpty();
  }

  private void append(long offset, String reason) throws IOException {
    Record record = GenericRecord.create(rejected.schema());
    record.setField("rejected_at", NOON.atOffset(ZoneOffset.UTC));
    record.setField("topic", "user-events");
    record.setField("partition", 3);
    record.setField("offset", offset);
    record.setField("reason", reason);
    record.setField("detail", "time is \"yesterday\"");
    record.setField("raw", ByteBuffer.wrap("{}".getBytes(StandardCharsets.UTF_8)));
    PartitionKey day = new PartitionKey(rejected.spec(), rejected.schema());
    day.partition(new InternalRecordWrapper(rejected.schema().asStruct()).wrap(record));
    DataWriter<Record> writer =
        Parquet.writeData(
                rejected
                    .io()
                    .newOutputFile(
                        rejected
                            .locationProvider()
                            .newDataLocation(rejected.spec(), day, offset + ".parquet")))
            .forTable(rejected)
            .withPartition(day)
            .createWriterFunc(GenericParquetWriter::create)
            .build();
    try (writer) {
      writer.write(record);
    }
    DataFile file = writer.toDataFile();
    rejected.newAppend().appendFile(file).commit();
  }
}
