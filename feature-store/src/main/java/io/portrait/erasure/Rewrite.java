package io.portrait.erasure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.encryption.EncryptedOutputFile;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.FileWriterFactory;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.util.PropertyUtil;
import org.jspecify.annotations.Nullable;

/**
 * The files that take the place of others: written as the table's properties say, a row at a time.
 * Until {@link #files} has been called and what it gave was committed, {@link #discard} takes them
 * away again.
 */
final class Rewrite implements AutoCloseable {

  private final Table table;
  private final FileWriterFactory<Record> writers;
  private final OutputFileFactory names;
  private final long targetBytes;
  private final List<DataFile> written = new ArrayList<>();
  private @Nullable DataWriter<Record> writer;

  Rewrite(Table table) {
    this.table = table;
    writers = new GenericFileWriterFactory.Builder(table).build();
    names =
        OutputFileFactory.builderFor(table, 0, 0)
            .format(FileFormat.PARQUET)
            .operationId("erase-" + UUID.randomUUID())
            .build();
    targetBytes =
        PropertyUtil.propertyAsLong(
            table.properties(),
            TableProperties.WRITE_TARGET_FILE_SIZE_BYTES,
            TableProperties.WRITE_TARGET_FILE_SIZE_BYTES_DEFAULT);
  }

  /** Writes a row of a partition; begins a new file after {@link #endFile}, or a very large one. */
  void write(Record row, PartitionSpec spec, @Nullable StructLike partition) {
    if (writer != null && writer.length() > targetBytes) {
      endFile();
    }
    if (writer == null) {
      EncryptedOutputFile file =
          spec.isPartitioned() ? names.newOutputFile(spec, partition) : names.newOutputFile();
      writer = writers.newDataWriter(file, spec, partition);
    }
    writer.write(row);
  }

  /** What follows goes into another file. */
  void endFile() {
    DataWriter<Record> finished = writer;
    writer = null;
    if (finished != null) {
      try {
        finished.close();
      } catch (IOException e) {
        throw new UncheckedIOException("table " + table.name() + ": " + e.getMessage(), e);
      }
      written.add(finished.toDataFile());
    }
  }

  /** What was written, complete. */
  List<DataFile> files() {
    endFile();
    return List.copyOf(written);
  }

  /** Takes back what was not committed; a file that cannot be deleted is left to who cleans up. */
  void discard() {
    try {
      endFile();
    } catch (RuntimeException e) {
      // What cannot even be finished was never a file of the table.
    }
    for (DataFile file : written) {
      try {
        table.io().deleteFile(file.location());
      } catch (RuntimeException e) {
        // It holds no erased user.
      }
    }
  }

  @Override
  public void close() {
    endFile();
  }
}
