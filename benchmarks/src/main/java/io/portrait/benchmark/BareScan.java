package io.portrait.benchmark;

import io.portrait.cli.Failure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.flink.table.data.RowData;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.flink.data.FlinkParquetReaders;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.parquet.Parquet;

/**
 * Reads some columns of a table's Parquet files and does nothing with them, with the reader that
 * Flink's source has too, file by file: no query that needs the columns takes less.
 */
final class BareScan {

  private BareScan() {}

  /**
   * Reads to the end.
   *
   * @param filter by which files are left out
   * @return how many rows there were
   */
  static long rows(Table table, List<String> columns, Expression filter, int threads)
      throws IOException {
    Schema wanted = table.schema().select(columns);
    ExecutorService readers = Executors.newFixedThreadPool(threads);
    try (CloseableIterable<FileScanTask> files =
        table.newScan().filter(filter).select(columns).planFiles()) {
      List<Future<Long>> counts = new ArrayList<>();
      files.forEach(file -> counts.add(readers.submit(() -> rows(table, file, wanted))));
      long rows = 0;
      for (Future<Long> count : counts) {
        rows += count.get();
      }
      return rows;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.because("interrupted", e);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } finally {
      readers.shutdownNow();
    }
  }

  private static long rows(Table table, FileScanTask file, Schema wanted) throws IOException {
    long rows = 0;
    try (CloseableIterable<RowData> all =
        Parquet.read(table.io().newInputFile(file.file()))
            .project(wanted)
            .createReaderFunc(type -> FlinkParquetReaders.buildReader(wanted, type))
            .build()) {
      for (RowData row : all) {
        rows += row.getArity() > 0 ? 1 : 0;
      }
    }
    return rows;
  }
}
