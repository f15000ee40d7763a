package io.portrait.erasure;

import io.portrait.table.Snapshots;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/**
 * The snapshots of a table. Once no row of the newest one is an erased user's, a mark is put onto
 * it; all before it may hold the users and expire, at once or when they are as old as the
 * definition file lets them become. The mark is a property of a snapshot, so that whoever comes
 * later, with nothing in hand but the table, knows what is due.
 */
final class History {

  static final String MARK = Snapshots.ERASED;

  private static final int TRIES = 20;

  private final Table table;

  History(Table table) {
    this.table = table;
  }

  /**
   * What expired.
   *
   * @param snapshots how many
   * @param files that only they had, of all kinds, deleted
   */
  record Expired(int snapshots, int files) {}

  /** Puts a mark onto the newest snapshot, after a look that no manifest tells of former files. */
  void mark(Instant now) {
    for (int tries = 0; tries < TRIES; tries++) {
      table.refresh();
      if (StreamSupport.stream(manifests().spliterator(), false).anyMatch(History::isHalfDropped)) {
        table.rewriteManifests().clusterBy(file -> "").rewriteIf(History::isHalfDropped).commit();
      }
      // An append of nothing: with it go manifests of nothing but former files.
      table.newAppend().set(MARK, now.toString()).commit();
      table.refresh();
      if (manifests().stream().noneMatch(ManifestFile::hasDeletedFiles)) {
        return;
      }
    }
    throw new IllegalStateException(
        "table " + table.name() + ": other writers commit faster than its manifests are cleaned");
  }

  /** Whether manifests of the newest snapshot tell of files that are no longer the table's. */
  boolean isUnclean() {
    return table.currentSnapshot() != null
        && manifests().stream().anyMatch(ManifestFile::hasDeletedFiles);
  }

  /** Snapshots that may hold erased users, oldest first. */
  List<Snapshot> holding() {
    table.refresh();
    List<Snapshot> all = new ArrayList<>();
    table.snapshots().forEach(all::add);
    Optional<Snapshot> mark =
        all.stream()
            .filter(snapshot -> snapshot.summary().containsKey(MARK))
            .max(Comparator.comparingLong(Snapshot::sequenceNumber));
    return all.stream()
        .filter(
            snapshot -> mark.isPresent() && snapshot.sequenceNumber() < mark.get().sequenceNumber())
        .sorted(Comparator.comparingLong(Snapshot::sequenceNumber))
        .toList();
  }

  /** Expires those of {@link #holding} that are old enough, and that no tag or branch keeps. */
  Expired expire(Instant now, Duration keep) {
    Set<Long> due = new HashSet<>();
    for (Snapshot snapshot : holding()) {
      if (isDue(snapshot, now, keep) && Snapshots.namesOf(table, snapshot).isEmpty()) {
        due.add(snapshot.snapshotId());
      }
    }
    return new Expired(due.size(), Snapshots.expire(table, due));
  }

  /**
   * Whether a snapshot that holds users must go; where no history is kept, whatever the clocks say.
   */
  static boolean isDue(Snapshot snapshot, Instant now, Duration keep) {
    return keep.isZero() || !until(snapshot, keep).isAfter(now);
  }

  /** Until when a snapshot may stay. */
  static Instant until(Snapshot snapshot, Duration keep) {
    return Instant.ofEpochMilli(snapshot.timestampMillis()).plus(keep);
  }

  private List<ManifestFile> manifests() {
    return table.currentSnapshot().allManifests(table.io());
  }

  private static boolean isHalfDropped(ManifestFile manifest) {
    return manifest.content() == ManifestContent.DATA
        && manifest.hasDeletedFiles()
        && (manifest.hasAddedFiles() || manifest.hasExistingFiles());
  }
}
