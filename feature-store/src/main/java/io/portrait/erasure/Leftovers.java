package io.portrait.erasure;

import io.portrait.table.KnownFiles;
import io.portrait.table.StoredFiles;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.FileInfo;

/**
 * Every file that lies where a table is, the table's own and those that no snapshot has: left by
 * jobs that failed, or being written at this moment. What lies there unknown, holds an erased user,
 * and is too old to be in use is deleted; so is what nobody can read.
 */
final class Leftovers {

  private final Table table;
  private final FileSearch search;
  private final Supplier<KnownFiles> known;

  Leftovers(Table table, FileSearch search, Supplier<KnownFiles> known) {
    this.table = table;
    this.search = search;
    this.known = known;
  }

  /**
   * What a look at every file found.
   *
   * @param files how many were searched, the deleted ones too
   * @param bytes of them
   * @param deleted files of no snapshot, which held a user
   * @param young files of no snapshot that hold a user, or cannot be read, and may be in use
   * @param holding files of the table that hold a user
   */
  record Found(
      long files, long bytes, List<String> deleted, List<FileInfo> young, List<String> holding) {}

  /**
   * Looks at every file.
   *
   * @param olderThan unknown files of before are in nobody's use
   * @param isDryRun leaves everything where it is
   * @param progress is told how many files were looked at, now and then
   */
  Found search(Instant olderThan, boolean isDryRun, Consumer<Long> progress) {
    long files = 0;
    long bytes = 0;
    List<String> deleted = new ArrayList<>();
    List<FileInfo> young = new ArrayList<>();
    List<String> holding = new ArrayList<>();
    for (FileInfo file : StoredFiles.of(table)) {
      files++;
      bytes += file.size();
      progress.accept(files);
      Optional<Boolean> holds = search.holdsUsers(file.location());
      if (!holds.orElse(true)) {
        continue;
      }
      if (known.get().contains(file.location())) {
        holding.add(file.location());
      } else {
        if (file.createdAtMillis() > olderThan.toEpochMilli()) {
          young.add(file);
        } else {
          if (!isDryRun) {
            table.io().deleteFile(file.location());
          }
          deleted.add(file.location());
        }
      }
    }
    return new Found(files, bytes, deleted, young, holding);
  }
}
