package io.portrait.erasure;

import io.portrait.table.DeletedRows;
import io.portrait.table.Rewrite;
import io.portrait.table.TableFiles;
import io.portrait.table.TableRows;
import io.portrait.table.WrittenRows;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ValidationException;
import org.jspecify.annotations.Nullable;

/**
 * Takes users out of the rows of a table, one commit a pass, while a job goes on writing to it.
 *
 * <p>Only files that hold a user are written anew, one for one: same partition, same order, same
 * properties, all other rows as they are. A table with delete files that name a user (an upsert
 * table: each of its commits deletes by user id what came before) is written anew as a whole, and
 * no delete file of before is left.
 *
 * <p>The new files take the sequence number of the snapshot that was read, so that rows which a job
 * deletes meanwhile stay deleted. Readers who follow the table see a commit that replaces files and
 * changes no rows.
 */
final class TablePurge {

  private static final int TRIES = 10;

  private final Table table;
  private final RowRule rule;
  private final int mostUsers;

  TablePurge(Table table, RowRule rule) {
    this(table, rule, DeletedRows.MOST_USERS);
  }

  TablePurge(Table table, RowRule rule, int mostUsers) {
    this.table = table;
    this.rule = rule;
    this.mostUsers = mostUsers;
  }

  /**
   * What a pass found and did.
   *
   * @param rows that held a user, deleted ones too; each went or lost the user
   * @param deletes entries of delete files that named a user
   * @param filesRewritten data files
   * @param bytesRewritten their size
   * @param deleteFilesDropped delete files that are no longer part of the table
   */
  record Outcome(
      long rows, long deletes, int filesRewritten, long bytesRewritten, int deleteFilesDropped) {

    static final Outcome NOTHING = new Outcome(0, 0, 0, 0, 0);

    boolean foundNothing() {
      return equals(NOTHING);
    }

    Outcome plus(Outcome other) {
      return new Outcome(
          rows + other.rows,
          deletes + other.deletes,
          filesRewritten + other.filesRewritten,
          bytesRewritten + other.bytesRewritten,
          deleteFilesDropped + other.deleteFilesDropped);
    }
  }

  /** Looks without changing anything; rows and delete entries are counted exactly. */
  Outcome look() {
    table.refresh();
    @Nullable Snapshot snapshot = table.currentSnapshot();
    return snapshot == null ? Outcome.NOTHING : new Pass(snapshot).look();
  }

  /**
   * One pass over the table as it is now.
   *
   * @throws CommitFailedException or ValidationException if other writers were faster each time
   */
  Outcome pass() {
    for (int tries = 1; ; tries++) {
      table.refresh();
      @Nullable Snapshot snapshot = table.currentSnapshot();
      if (snapshot == null) {
        return Outcome.NOTHING;
      }
      try {
        return new Pass(snapshot).purge();
      } catch (CommitFailedException | ValidationException e) {
        // Files it had read are gone, by a compaction say: what came in their place is read.
        if (tries == TRIES) {
          throw e;
        }
      }
    }
  }

  /** Over one snapshot. */
  private final class Pass {

    private final TableFiles files;
    private final List<DataFile> holders = new ArrayList<>();
    private final List<DeleteFile> naming = new ArrayList<>();
    private long rows;
    private long deletes;

    Pass(Snapshot snapshot) {
      files = TableFiles.of(table, snapshot, rule.where());
    }

    Outcome look() {
      find(true);
      long bytes = holders.stream().mapToLong(DataFile::fileSizeInBytes).sum();
      return new Outcome(rows, deletes, holders.size(), bytes, naming.size());
    }

    Outcome purge() {
      find(false);
      boolean isMixed = hasHalfDroppedDeletes(files.snapshot());
      if (holders.isEmpty() && naming.isEmpty() && !isMixed) {
        return Outcome.NOTHING;
      }
      boolean isWhole = !naming.isEmpty() || isMixed;
      List<DataFile> replaced = isWhole ? files.data() : holders;
      Set<DeleteFile> dropped = new LinkedHashSet<>();
      if (isWhole) {
        dropped.addAll(files.equalityDeletes());
        dropped.addAll(files.positionDeletes());
      }
      Rewrite rewrite = new Rewrite(table, "erase");
      try (rewrite) {
        write(replaced, rewrite, isWhole);
        rewrite.commit(files.snapshot(), replaced, dropped);
      } catch (CommitStateUnknownException e) {
        // It may have been committed: the files may be part of the table.
        throw e;
      } catch (RuntimeException e) {
        rewrite.discard();
        throw e;
      }
      return new Outcome(
          rows,
          deletes,
          replaced.size(),
          replaced.stream().mapToLong(DataFile::fileSizeInBytes).sum(),
          dropped.size());
    }

    /** Finds the files that hold a user. */
    private void find(boolean isCounted) {
      Schema columns = table.schema().select(rule.columns());
      for (DataFile file : files.data()) {
        if (files.candidates().contains(file.location())) {
          if (isCounted) {
            long before = rows;
            TableRows.forEach(table, file, columns, row -> rows += rule.concerns(row) ? 1 : 0);
            if (rows > before) {
              holders.add(file);
            }
          } else if (TableRows.any(table, file, rule.columns(), rule::concerns)) {
            holders.add(file);
          }
        }
      }
      for (DeleteFile file : files.equalityDeletes()) {
        long before = deletes;
        TableRows.forEach(
            table,
            file,
            DeletedRows.userId(table),
            row -> deletes += rule.isNamed((String) row.get(0)) ? 1 : 0);
        if (deletes > before) {
          naming.add(file);
        }
      }
    }

    private void write(List<DataFile> replaced, Rewrite rewrite, boolean isMerged) {
      new WrittenRows(table, files, mostUsers)
          .forEach(
              replaced,
              new WrittenRows.Action() {
                @Override
                public void take(
                    Record row, PartitionSpec spec, StructLike partition, boolean isDeleted) {
                  boolean isConcerned = rule.concerns(row);
                  rows += isConcerned ? 1 : 0;
                  @Nullable Record rest = isDeleted ? null : isConcerned ? rule.rest(row) : row;
                  if (rest != null) {
                    rewrite.write(rest, spec, partition);
                  }
                }

                @Override
                public void endFile() {
                  if (!isMerged) {
                    rewrite.endFile();
                  }
                }
              });
    }
  }

  /**
   * Whether a manifest lists delete files that are no longer the table's beside some that are:
   * their bounds, which may name a user, only go with all of them.
   */
  private boolean hasHalfDroppedDeletes(Snapshot snapshot) {
    return snapshot.deleteManifests(table.io()).stream()
        .filter(manifest -> manifest.content() == ManifestContent.DELETES)
        .anyMatch(
            manifest ->
                manifest.hasDeletedFiles()
                    && (manifest.hasAddedFiles() || manifest.hasExistingFiles()));
  }
}
