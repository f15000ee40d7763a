package io.portrait.maintenance;

import io.portrait.table.DeletedRows;
import io.portrait.table.Rewrite;
import io.portrait.table.TableFiles;
import io.portrait.table.WrittenRows;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.util.PropertyUtil;
import org.apache.iceberg.util.StructLikeWrapper;
import org.jspecify.annotations.Nullable;

/**
 * Makes few large files of many small ones. A commit a checkpoint leaves a file a partition each;
 * who reads opens them all.
 *
 * <p>Append-only tables: the small files of a partition go into as many as fill them, a commit a
 * partition, so that what has been done stays done. Tables that delete by user id are written anew
 * as a whole once they have enough delete files, and are without any afterwards: a reader would
 * read each delete file for each older data file.
 */
final class Compaction {

  /** Fewer small files of a partition than this are left until there are more. */
  static final int LEAST_FILES = 5;

  /** A file is small below this part of the size that is aimed at. */
  private static final double SMALL = 0.75;

  private final Table table;
  private final TableFiles files;
  private final long targetBytes;

  private Compaction(Table table, Snapshot snapshot) {
    this.table = table;
    files = TableFiles.of(table, snapshot, Expressions.alwaysFalse());
    targetBytes =
        PropertyUtil.propertyAsLong(
            table.properties(),
            TableProperties.WRITE_TARGET_FILE_SIZE_BYTES,
            TableProperties.WRITE_TARGET_FILE_SIZE_BYTES_DEFAULT);
  }

  /**
   * What a compaction did.
   *
   * @param rewritten files that went into others
   * @param written files that they went into
   */
  record Outcome(int rewritten, int written) {

    static final Outcome NOTHING = new Outcome(0, 0);

    Outcome plus(Outcome other) {
      return new Outcome(rewritten + other.rewritten, written + other.written);
    }
  }

  /** Of the newest snapshot; null where the table has none. */
  static @Nullable Compaction of(Table table) {
    table.refresh();
    @Nullable Snapshot snapshot = table.currentSnapshot();
    return snapshot == null ? null : new Compaction(table, snapshot);
  }

  /** Data and delete files. */
  long files() {
    return (long) files.data().size()
        + files.equalityDeletes().size()
        + files.positionDeletes().size();
  }

  /** Their size. */
  long bytes() {
    return files.data().stream().mapToLong(DataFile::fileSizeInBytes).sum()
        + deletes().stream().mapToLong(DeleteFile::fileSizeInBytes).sum();
  }

  /** What would go into others. */
  int due() {
    return isWhole() ? Math.toIntExact(files()) : groups().stream().mapToInt(List::size).sum();
  }

  /**
   * Does it.
   *
   * @throws org.apache.iceberg.exceptions.ValidationException if another writer replaced files
   *     meanwhile
   * @throws org.apache.iceberg.exceptions.CommitFailedException if others were faster each time
   */
  Outcome run() {
    if (isWhole()) {
      return rewrite(files.data(), deletes());
    }
    Outcome outcome = Outcome.NOTHING;
    for (List<DataFile> group : groups()) {
      outcome = outcome.plus(rewrite(group, Set.of()));
    }
    return outcome;
  }

  private boolean isWhole() {
    return deletes().size() >= LEAST_FILES;
  }

  private Set<DeleteFile> deletes() {
    Set<DeleteFile> deletes = new LinkedHashSet<>(files.equalityDeletes());
    deletes.addAll(files.positionDeletes());
    return deletes;
  }

  /** Small files of a partition each, enough of them to be worth a commit. */
  private List<List<DataFile>> groups() {
    if (!deletes().isEmpty()) {
      return List.of();
    }
    Map<Partition, List<DataFile>> small = new LinkedHashMap<>();
    for (DataFile file : files.data()) {
      if (file.fileSizeInBytes() < SMALL * targetBytes) {
        small.computeIfAbsent(Partition.of(table, file), any -> new ArrayList<>()).add(file);
      }
    }
    return small.values().stream()
        .filter(group -> group.size() >= LEAST_FILES)
        .map(Compaction::inOrder)
        .toList();
  }

  private static List<DataFile> inOrder(List<DataFile> group) {
    return group.stream().sorted(Comparator.comparing(DataFile::dataSequenceNumber)).toList();
  }

  private Outcome rewrite(List<DataFile> replaced, Set<DeleteFile> dropped) {
    Rewrite rewrite = new Rewrite(table, "compact");
    try (rewrite) {
      new WrittenRows(table, files, DeletedRows.MOST_USERS)
          .forEach(
              replaced,
              (row, spec, partition, isDeleted) -> {
                if (!isDeleted) {
                  rewrite.write(row, spec, partition);
                }
              });
      rewrite.commit(files.snapshot(), replaced, dropped);
    } catch (CommitStateUnknownException e) {
      // It may have been committed: the files may be part of the table.
      throw e;
    } catch (RuntimeException e) {
      rewrite.discard();
      throw e;
    }
    return new Outcome(replaced.size() + dropped.size(), rewrite.files().size());
  }

  /** Which files may go into one. */
  private record Partition(int specId, @Nullable StructLikeWrapper values) {

    static Partition of(Table table, DataFile file) {
      PartitionSpec spec = table.specs().get(file.specId());
      return spec == null || spec.isUnpartitioned()
          ? new Partition(file.specId(), null)
          : new Partition(
              file.specId(), StructLikeWrapper.forType(spec.partitionType()).set(file.partition()));
    }
  }
}
