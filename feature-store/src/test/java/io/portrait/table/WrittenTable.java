package io.portrait.table;

import io.portrait.offline.OfflineReader;
import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.EqualityDeleteWriter;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFileFactory;

/** Writes a table as the job does: a commit per checkpoint, a file per partition in it. */
public final class WrittenTable {

  private final Table table;
  private final OutputFileFactory names;
  private long checkpoint;

  public WrittenTable(Table table) {
    this.table = table;
    names =
        OutputFileFactory.builderFor(table, 0, 0)
            .format(FileFormat.PARQUET)
            .operationId(UUID.randomUUID().toString())
            .build();
  }

  /** A row of the table, columns that are not named null. */
  public Record row(Map<String, ?> values) {
    Record record = GenericRecord.create(table.schema());
    values.forEach(record::setField);
    return record;
  }

  /** One checkpoint of rows that are appended. */
  public void append(List<Record> rows) {
    RowDelta commit = table.newRowDelta();
    Map<PartitionKey, List<Record>> partitions = new LinkedHashMap<>();
    for (Record row : rows) {
      partitions.computeIfAbsent(key(row), key -> new ArrayList<>()).add(row);
    }
    partitions.forEach((key, those) -> commit.addRows(write(key, those)));
    commit(commit);
  }

  /** One checkpoint of rows of which each takes the place of those of the same user before it. */
  public void upsert(List<Record> rows, List<String> gone) throws IOException {
    RowDelta commit = table.newRowDelta();
    Schema userId = table.schema().select("user_id");
    GenericFileWriterFactory writers =
        new GenericFileWriterFactory.Builder(table)
            .equalityFieldIds(new int[] {userId.findField("user_id").fieldId()})
            .equalityDeleteRowSchema(userId)
            .build();
    PartitionKey key = key(rows.get(0));
    DataFile data = write(key, rows);
    commit.addRows(data);

    EqualityDeleteWriter<Record> equality =
        writers.newEqualityDeleteWriter(names.newOutputFile(), table.spec(), null);
    PositionDeleteWriter<Record> positions =
        writers.newPositionDeleteWriter(names.newOutputFile(), table.spec(), null);
    Map<String, Integer> at = new HashMap<>();
    boolean twice = false;
    try (equality;
        positions) {
      for (int i = 0; i < rows.size(); i++) {
        Integer before = at.put((String) rows.get(i).getField("user_id"), i);
        if (before != null) {
          positions.write(PositionDelete.<Record>create().set(data.location(), before));
          twice = true;
        }
      }
      for (String user : at.keySet()) {
        equality.write(GenericRecord.create(userId).copy("user_id", user));
      }
      for (String user : gone) {
        equality.write(GenericRecord.create(userId).copy("user_id", user));
      }
    }
    commit.addDeletes(equality.toDeleteFile());
    if (twice) {
      commit.addDeletes(positions.toDeleteFile());
    }
    commit(commit);
  }

  /** The files of a checkpoint that never was one: of no snapshot. */
  public DataFile leaveBehind(List<Record> rows) {
    return write(key(rows.get(0)), rows);
  }

  /** All rows as they are read, in an order that is theirs. */
  public List<String> read() {
    return OfflineReader.rows(table, Expressions.alwaysTrue()).stream()
        .map(WrittenTable::text)
        .sorted()
        .toList();
  }

  /** To the bit: numbers by their bits, bytes by theirs. */
  private static String text(Map<String, ?> row) {
    Map<String, String> values = new LinkedHashMap<>();
    row.forEach(
        (column, value) ->
            values.put(
                column,
                value instanceof byte[] bytes
                    ? Arrays.toString(bytes)
                    : value instanceof Double number
                        ? Long.toHexString(Double.doubleToRawLongBits(number))
                        : value instanceof Map<?, ?> map
                            ? new java.util.TreeMap<>(map).toString()
                            : String.valueOf(value)));
    // Iceberg's reader leaves its own column of positions in where rows are deleted by them.
    values.remove("_pos");
    return values.toString();
  }

  private void commit(RowDelta commit) {
    commit
        .set(CommitMarkers.JOB, "job")
        .set(CommitMarkers.OPERATOR, "operator")
        .set(CommitMarkers.CHECKPOINT, String.valueOf(++checkpoint))
        .commit();
  }

  private DataFile write(PartitionKey key, List<Record> rows) {
    DataWriter<Record> writer =
        new GenericFileWriterFactory.Builder(table)
            .build()
            .newDataWriter(
                table.spec().isPartitioned()
                    ? names.newOutputFile(table.spec(), key)
                    : names.newOutputFile(),
                table.spec(),
                key);
    try (writer) {
      rows.forEach(writer::write);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return writer.toDataFile();
  }

  private PartitionKey key(Record row) {
    PartitionKey key = new PartitionKey(table.spec(), table.schema());
    key.partition(new InternalRecordWrapper(table.schema().asStruct()).wrap(row));
    return key;
  }

  public static OffsetDateTime day(int day, long micros) {
    return OffsetDateTime.parse("2026-03-01T00:00:00Z").plusDays(day).plusNanos(micros * 1_000);
  }
}
