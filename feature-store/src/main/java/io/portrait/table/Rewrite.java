package io.portrait.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Snapshot;
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
 * Until {@link #commit} (or a commit of {@link #files}) they are nobody's, and {@link #discard}
 * takes them away again.
 */
public final class Rewrite implements AutoCloseable {

  private final Table table;
  private final FileWriterFactory<Record> writers;
  private final OutputFileFactory names;
  private final long targetBytes;
  private final List<DataFile> written = new ArrayList<>();
  private @Nullable DataWriter<Record> writer;

  /**
   * Begins one.
   *
   * @param purpose begins the names of the new files
   */
  public Rewrite(Table table, String purpose) {
    this.table = table;
    writers = new GenericFileWriterFactory.Builder(table).build();
    names =
        OutputFileFactory.builderFor(table, 0, 0)
            .format(FileFormat.PARQUET)
            .operationId(purpose + "-" + UUID.randomUUID())
            .build();
    targetBytes =
        PropertyUtil.propertyAsLong(
            table.properties(),
            TableProperties.WRITE_TARGET_FILE_SIZE_BYTES,
            TableProperties.WRITE_TARGET_FILE_SIZE_BYTES_DEFAULT);
  }

  /** Writes a row of a partition; begins a new file after {@link #endFile}, or a very large one. */
  public void write(Record row, PartitionSpec spec, @Nullable StructLike partition) {
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
  public void endFile() {
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
  public List<DataFile> files() {
    endFile();
    return List.copyOf(written);
  }

  /**
   * Puts what was written in the place of other files, for readers a change of files and not of
   * rows. The new files take the sequence number of the snapshot that was read, so that what a job
   * deletes meanwhile stays deleted.
   *
   * @param read the snapshot whose rows were written
   * @param replaced data files of it
   * @param dropped delete files of it that have no row left to delete
   * @throws org.apache.iceberg.exceptions.ValidationException if one of the files is gone
   */
  public void commit(Snapshot read, List<DataFile> replaced, Set<DeleteFile> dropped) {
    RewriteFiles commit =
        table
            .newRewrite()
            .validateFromSnapshot(read.snapshotId())
            .dataSequenceNumber(read.sequenceNumber());
    replaced.forEach(commit::deleteFile);
    dropped.forEach(commit::deleteFile);
    files().forEach(commit::addFile);
    commit.commit();
  }

  /** Takes back what was not committed; a file that cannot be deleted is left to who cleans up. */
  public void discard() {
    try {
      endFile();
    } catch (RuntimeException e) {
      // What cannot even be finished was never a file of the table.
    }
    for (DataFile file : written) {
      try {
        table.io().deleteFile(file.location());
      } catch (RuntimeException e) {
        // A file of no snapshot: whoever looks for those will find it.
      }
    }
  }

  @Override
  public void close() {
    endFile();
  }
}
