package io.portrait.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.offline.OfflineCatalog;
import io.portrait.offline.TestRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.deletes.EqualityDeleteWriter;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Iceberg's tables as the engine sees them. */
class SnapshotViewTest {

  private static final Schema SCHEMA =
      new Schema(
          NestedField.required(1, "user_id", Types.StringType.get()),
          NestedField.optional(2, "views", Types.LongType.get()),
          NestedField.optional(
              3,
              "models",
              Types.MapType.ofRequired(4, 5, Types.StringType.get(), Types.LongType.get())),
          NestedField.optional(6, "vector", Types.ListType.ofRequired(7, Types.FloatType.get())),
          NestedField.optional(8, "at", Types.TimestampType.withZone()));

  @TempDir Path folder;
  private Catalog catalog;
  private Table table;

  @BeforeEach
  void create() throws IOException {
    catalog = OfflineCatalog.create(OfflineCatalog.local(folder.resolve("plain")));
    ((SupportsNamespaces) catalog).createNamespace(Namespace.of("shop"));
    table = catalog.createTable(TableIdentifier.of("shop", "t"), SCHEMA);
    append("a", 1);
    append("b", 2);
  }

  @AfterEach
  void close() {
    OfflineCatalog.close(catalog);
  }

  private void append(String user, long views) throws IOException {
    TestRows.append(
        table,
        Map.of(
            "user_id", user,
            "views", views,
            "models", Map.of("churn", views),
            "vector", List.of(0.5f, (float) views),
            "at", OffsetDateTime.parse("2026-01-01T00:00:00Z")));
  }

  private List<String> rows(TableSnapshot snapshot, String... columns) throws IOException {
    Path work = Files.createTempDirectory(folder, "work");
    try (QueryEngine engine = QueryEngine.open(work, 128L << 20)) {
      new SnapshotView(engine, work)
          .create("t", snapshot, List.of(columns), Expressions.alwaysTrue());
      return engine.rows("SELECT * FROM t ORDER BY ALL").stream().map(String::valueOf).toList();
    }
  }

  @Test
  void everyTypeIsRead() throws IOException {
    assertThat(rows(TableSnapshot.current(table), "user_id", "models", "vector", "at").get(0))
        .startsWith("[a, {churn=1}, [0.5, 1.0], 2026-01-01T00:00");
  }

  @Test
  void aColumnIsFoundByItsIdHoweverItIsCalledAndNullBeforeItWasThere() throws IOException {
    table.updateSchema().renameColumn("views", "looks").commit();
    table.updateSchema().addColumn("views", Types.DoubleType.get()).commit();
    TestRows.append(table, Map.of("user_id", "c", "looks", 3L, "views", 0.5));

    assertThat(rows(TableSnapshot.current(table), "user_id", "views", "looks"))
        .containsExactly("[a, null, 1]", "[b, null, 2]", "[c, 0.5, 3]");
  }

  @Test
  void aSnapshotStaysWhatItWas() throws IOException {
    TableSnapshot before = TableSnapshot.current(table);
    append("c", 3);
    table.newDelete().deleteFromRowFilter(Expressions.equal("user_id", "a")).commit();

    assertThat(rows(before, "user_id")).containsExactly("[a]", "[b]");
    assertThat(rows(TableSnapshot.current(table), "user_id")).containsExactly("[b]", "[c]");
  }

  @Test
  void rowsThatWereDeletedSinceAreNotThere() throws IOException {
    TableSnapshot before = TableSnapshot.current(table);
    Schema key = table.schema().select("user_id");
    EqualityDeleteWriter<Record> writer =
        Parquet.writeDeletes(table.io().newOutputFile(table.location() + "/data/d.parquet"))
            .forTable(table)
            .rowSchema(key)
            .equalityFieldIds(1)
            .createWriterFunc(GenericParquetWriter::create)
            .buildEqualityWriter();
    try (writer) {
      Record deleted = GenericRecord.create(key);
      deleted.setField("user_id", "a");
      writer.write(deleted);
    }
    DeleteFile deletes = writer.toDeleteFile();
    table.newRowDelta().addDeletes(deletes).commit();
    append("a", 9);

    assertThat(rows(TableSnapshot.current(table), "user_id", "views", "models", "vector"))
        .containsExactly("[a, 9, {churn=9}, [0.5, 9.0]]", "[b, 2, {churn=2}, [0.5, 2.0]]");
    assertThat(rows(before, "user_id", "views")).containsExactly("[a, 1]", "[b, 2]");
  }

  @Test
  void aFolderThatLooksLikeAPatternIsRead() throws IOException {
    Catalog odd = OfflineCatalog.create(OfflineCatalog.local(folder.resolve("a[b] ü*'")));
    ((SupportsNamespaces) odd).createNamespace(Namespace.of("shop"));
    Table there = odd.createTable(TableIdentifier.of("shop", "t"), SCHEMA);
    TestRows.append(there, Map.of("user_id", "x", "views", 7L));

    assertThat(rows(TableSnapshot.current(there), "user_id", "views")).containsExactly("[x, 7]");
    OfflineCatalog.close(odd);
  }

  @Test
  void anEmptyTableIsEmpty() throws IOException {
    Table empty = catalog.createTable(TableIdentifier.of("shop", "empty"), SCHEMA);

    assertThat(rows(TableSnapshot.current(empty), "user_id", "vector", "models")).isEmpty();
    assertThat(TableSnapshot.current(empty).id()).isEqualTo(OptionalLong.empty());
  }
}
