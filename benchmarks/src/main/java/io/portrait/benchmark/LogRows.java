package io.portrait.benchmark;

import io.portrait.definition.Column;
import io.portrait.definition.Definition;
import io.portrait.offline.OfflineTables;
import java.io.IOException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
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

/**
 * A {@code feature_log} as a shop's job leaves it, made up: every user on every day, a file a day,
 * each written row by row. The same seed gives the same rows.
 */
final class LogRows {

  static final LocalDate FIRST_DAY = LocalDate.of(2026, 1, 1);

  private static final int SEGMENTS = 6;
  private static final List<String> CATEGORIES =
      List.of("shoes", "coats", "toys", "books", "tools");

  private final Definition definition;
  private final Table table;
  private final long seed;

  private LogRows(Definition definition, Table table, long seed) {
    this.definition = definition;
    this.table = table;
    this.seed = seed;
  }

  /** Writes days of rows into the table, which is made where it is missing. */
  static Table write(
      Catalog catalog, Definition definition, int days, int usersPerDay, long seed, int threads)
      throws IOException {
    OfflineTables.ensure(catalog, definition);
    Table table =
        catalog.loadTable(
            OfflineTables.identifier(definition.project(), OfflineTables.FEATURE_LOG));
    LogRows rows = new LogRows(definition, table, seed);
    ExecutorService writers = Executors.newFixedThreadPool(threads);
    try {
      List<Future<DataFile>> files =
          IntStream.range(0, days)
              .mapToObj(day -> writers.submit(() -> rows.writeDay(day, usersPerDay)))
              .toList();
      AppendFiles append = table.newAppend();
      for (Future<DataFile> file : files) {
        append.appendFile(result(file));
      }
      append.commit();
    } finally {
      writers.shutdownNow();
    }
    table.refresh();
    return table;
  }

  private static DataFile result(Future<DataFile> file) throws IOException {
    try {
      return file.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
  }

  private DataFile writeDay(int day, int users) throws IOException {
    SplittableRandom dice = new SplittableRandom(seed * 1_000 + day);
    GenericRecord record = GenericRecord.create(table.schema());
    fill(record, dice, day, 0);
    PartitionKey partition = new PartitionKey(table.spec(), table.schema());
    partition.partition(new InternalRecordWrapper(table.schema().asStruct()).wrap(record));
    String name = "day-" + day + ".parquet";
    DataWriter<Record> writer =
        Parquet.writeData(table.io().newOutputFile(table.locationProvider().newDataLocation(name)))
            .forTable(table)
            .withPartition(partition)
            .createWriterFunc(GenericParquetWriter::create)
            .build();
    try (writer) {
      for (int user = 0; user < users; user++) {
        fill(record, dice, day, user);
        writer.write(record);
      }
    }
    return writer.toDataFile();
  }

  /** Values as they lie in a shop: many zeros, few large ones, texts of a small vocabulary. */
  private void fill(GenericRecord record, SplittableRandom dice, int day, int user) {
    OffsetDateTime asOf = FIRST_DAY.plusDays(day).atStartOfDay().atOffset(ZoneOffset.UTC);
    record.setField("user_id", "u-" + user);
    record.setField("as_of", asOf);
    record.setField("known_at", asOf.plusSeconds(1 + user % 60));
    record.setField("generation", 0L);
    record.setField("definitions", definition.hash());
    for (Column column : definition.columns()) {
      record.setField(
          column.name(),
          switch (column.type()) {
            case LONG -> (long) Math.max(0, -8 * Math.log(1 - dice.nextDouble()) - 4);
            case DOUBLE ->
                dice.nextInt(3) == 0 ? null : Math.round(dice.nextDouble() * 50_000) / 100.0;
            case STRING -> CATEGORIES.get(dice.nextInt(CATEGORIES.size()));
            case TIMESTAMP -> asOf.minusSeconds(dice.nextInt(1_000_000));
            case STRING_LIST -> CATEGORIES.subList(0, dice.nextInt(CATEGORIES.size()));
            case LONG_MAP -> throw new IllegalStateException("no computed column holds a map");
          });
    }
    record.setField("segment", (long) dice.nextInt(SEGMENTS));
    record.setField("churn_probability", dice.nextDouble());
    record.setField("models", Map.of("churn", (long) day, "segments", (long) day));
    record.setField("tags", List.of());
  }
}
