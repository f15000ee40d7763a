package io.portrait.erasure;

import com.google.common.base.Suppliers;
import io.portrait.erasure.TableReport.Remaining;
import io.portrait.table.KnownFiles;
import io.portrait.table.Snapshots;
import io.portrait.table.StoredFiles;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.FileInfo;
import org.jspecify.annotations.Nullable;

/** Erases users from one table: its rows, then its history, then what lies around. */
final class TableErasure {

  private final String name;
  private final Table table;
  private final RowRule rule;
  private final ErasedUsers users;
  private final @Nullable Long before;
  private TablePurge.Outcome outcome = TablePurge.Outcome.NOTHING;
  private int snapshotsExpired;
  private int filesDeleted;

  TableErasure(String name, Table table, RowRule rule, ErasedUsers users) {
    this.name = name;
    this.table = table;
    this.rule = rule;
    this.users = users;
    before = newest();
  }

  String name() {
    return name;
  }

  /** One pass over the rows; whether it found any. */
  boolean pass() {
    TablePurge.Outcome found = new TablePurge(table, rule).pass();
    outcome = outcome.plus(found);
    return !found.foundNothing();
  }

  /** Lets go of what history may, and holds back what it must. */
  void endHistory(Instant now, Duration keep) {
    if (newest() == null) {
      return;
    }
    History history = new History(table);
    if (!outcome.foundNothing()
        || history.isUnclean()
        || new FormerFiles(table, rule).holdUsers()) {
      history.mark(now);
    }
    History.Expired expired = history.expire(now, keep);
    snapshotsExpired += expired.snapshots();
    filesDeleted += expired.files();
  }

  /**
   * Searches every file that is left, and deletes what belongs to no snapshot and is old enough.
   */
  TableReport search(
      Instant now, Duration keep, Duration leftoversOlderThan, Consumer<Long> progress) {
    List<Remaining> remaining = new ArrayList<>();
    List<Snapshot> kept = new History(table).holding();
    remainingHistory(kept, now, keep, remaining);
    if (!StoredFiles.canList(table)) {
      remaining.add(
          new Remaining(
              "files of no snapshot, if there are any",
              "the table's store cannot be listed",
              null,
              false));
      return report(0, 0, 0, remaining);
    }
    // To know all files takes a read of every snapshot: only where a file holds somebody.
    Supplier<KnownFiles> known = Suppliers.memoize(() -> KnownFiles.of(table));
    FileSearch search = new FileSearch(table, rule, users, known);
    Leftovers.Found found =
        new Leftovers(table, search, known).search(now.minus(leftoversOlderThan), false, progress);
    KnownFiles current = KnownFiles.ofNewest(table);
    for (String file : found.holding()) {
      if (kept.isEmpty() || current.contains(file)) {
        remaining.add(new Remaining(shortened(file), "a file of the table", null, true));
      }
    }
    for (FileInfo file : found.young()) {
      remaining.add(
          new Remaining(
              shortened(file.location()),
              "of no snapshot yet, but too young to be surely no job's",
              Instant.ofEpochMilli(file.createdAtMillis()).plus(leftoversOlderThan),
              false));
    }
    return report(found.files(), found.bytes(), found.deleted().size(), remaining);
  }

  /** What would be done. */
  TableReport look() {
    outcome = new TablePurge(table, rule).look();
    return report(0, 0, 0, List.of());
  }

  private void remainingHistory(
      List<Snapshot> kept, Instant now, Duration keep, List<Remaining> remaining) {
    for (Snapshot snapshot : kept) {
      List<String> names = Snapshots.namesOf(table, snapshot);
      Instant until = History.until(snapshot, keep);
      String what = "snapshot " + snapshot.snapshotId();
      if (!names.isEmpty()) {
        remaining.add(
            new Remaining(
                what, "kept by " + String.join(", ", names) + ": drop that first", null, true));
      } else {
        remaining.add(
            new Remaining(
                what, "history is kept that long", until, History.isDue(snapshot, now, keep)));
      }
    }
  }

  private TableReport report(long files, long bytes, int leftovers, List<Remaining> remaining) {
    return new TableReport(
        name,
        outcome.rows(),
        outcome.deletes(),
        outcome.filesRewritten(),
        outcome.bytesRewritten(),
        outcome.deleteFilesDropped(),
        before,
        newest(),
        snapshotsExpired,
        filesDeleted,
        leftovers,
        files,
        bytes,
        remaining);
  }

  private String shortened(String location) {
    String path = KnownFiles.path(location);
    String root = KnownFiles.path(table.location());
    return path.startsWith(root) ? name + path.substring(root.length()) : path;
  }

  private @Nullable Long newest() {
    table.refresh();
    @Nullable Snapshot snapshot = table.currentSnapshot();
    return snapshot == null ? null : snapshot.snapshotId();
  }
}
