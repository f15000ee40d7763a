package io.portrait.cli.fallback;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.offline.OfflineCatalog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table of commits by a job, each with the checkpoint that made it. */
class TableRollbackTest {

  private static final String JOB = "0123456789abcdef0123456789abcdef";
  private static final String OTHER = "fedcba9876543210fedcba9876543210";

  @TempDir Path directory;
  private Catalog catalog;
  private Table table;

  @BeforeEach
  void make() {
    catalog = OfflineCatalog.create(OfflineCatalog.local(directory.resolve("lake")));
    ((SupportsNamespaces) catalog).createNamespace(Namespace.of("shop"));
    table =
        catalog.createTable(
            TableIdentifier.of("shop", "labels"),
            new Schema(Types.NestedField.required(1, "n", Types.LongType.get())));
  }

  @AfterEach
  void close() {
    OfflineCatalog.close(catalog);
  }

  @Test
  void what_later_checkpoints_committed_goes_and_what_was_before_stays() throws Exception {
    commit("of-another", OTHER, 90);
    commit("third", JOB, 3);
    commit("fourth", JOB, 4);
    commit("fifth", JOB, 5);
    commit("sixth", JOB, 6);

    fallBack(4);

    assertThat(files()).containsExactly("fourth", "of-another", "third");
    assertThat(TableRollback.firstAfter(table, checkpoint(4))).isEmpty();
  }

  @Test
  void a_compaction_of_later_rows_goes_with_them() throws Exception {
    commit("fourth", JOB, 4);
    commit("fifth", JOB, 5);
    table.newAppend().appendFile(file("compacted")).commit();

    fallBack(4);

    assertThat(files()).containsExactly("fourth");
  }

  @Test
  void a_table_that_was_empty_is_empty_again() throws Exception {
    commit("fifth", JOB, 5);

    fallBack(4);

    assertThat(files()).isEmpty();
  }

  @Test
  void nothing_is_done_where_nothing_came_after() throws Exception {
    assertThat(TableRollback.firstAfter(table, checkpoint(4))).isEmpty();
    commit("fourth", JOB, 4);
    commit("of-another", OTHER, 90);
    assertThat(TableRollback.firstAfter(table, checkpoint(4))).isEmpty();
  }

  private void fallBack(long number) {
    TableRollback.undo(table, TableRollback.firstAfter(table, checkpoint(number)).orElseThrow());
  }

  private void commit(String name, String job, long checkpoint) {
    AppendFiles append = table.newAppend().appendFile(file(name));
    append.set("flink.job-id", job);
    append.set("flink.max-committed-checkpoint-id", String.valueOf(checkpoint));
    append.commit();
  }

  private DataFile file(String name) {
    return DataFiles.builder(table.spec())
        .withPath(directory.resolve(name + ".parquet").toString())
        .withFileSizeInBytes(10)
        .withRecordCount(1)
        .build();
  }

  private RetainedCheckpoint checkpoint(long number) {
    return new RetainedCheckpoint(directory, JOB, number);
  }

  private Set<String> files() throws IOException {
    Set<String> names = new TreeSet<>();
    try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
      tasks.forEach(
          task ->
              names.add(
                  Path.of(task.file().location())
                      .getFileName()
                      .toString()
                      .replace(".parquet", "")));
    }
    return names;
  }
}
