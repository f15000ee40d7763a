package io.portrait.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;

/** The snapshots of a table, by which a job and its readers go on where they were. */
public final class Snapshots {

  /** A property of a snapshot since which no row is an erased user's; before it some may be. */
  public static final String ERASED = "portrait.erased";

  private Snapshots() {}

  /** Names of tags and branches that lie on a snapshot; these must go before it can. */
  public static List<String> namesOf(Table table, Snapshot snapshot) {
    return table.refs().entrySet().stream()
        .filter(ref -> !ref.getKey().equals(SnapshotRef.MAIN_BRANCH))
        .filter(ref -> isKept(table, ref.getValue(), snapshot.snapshotId()))
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  /** A tag keeps its snapshot, a branch also what is before it. */
  private static boolean isKept(Table table, SnapshotRef ref, long snapshotId) {
    @Nullable Snapshot snapshot = table.snapshot(ref.snapshotId());
    while (snapshot != null) {
      if (snapshot.snapshotId() == snapshotId) {
        return true;
      }
      @Nullable Long parent = ref.isBranch() ? snapshot.parentId() : null;
      snapshot = parent == null ? null : table.snapshot(parent);
    }
    return false;
  }

  /**
   * Expires snapshots, and deletes the files that only they had. What a job's committer left in
   * them stays ({@link CommitMarkers}).
   *
   * @param due none of them the newest, nor named by a tag or branch
   * @return how many files, of all kinds, were deleted
   */
  public static int expire(Table table, Set<Long> due) {
    if (due.isEmpty()) {
      return 0;
    }
    CommitMarkers.keep(table, due);
    List<String> deleted = new ArrayList<>();
    var expire =
        table
            .expireSnapshots()
            // Only these; not, as by default, whatever is older than five days.
            .expireOlderThan(0)
            .deleteWith(
                file -> {
                  table.io().deleteFile(file);
                  synchronized (deleted) {
                    deleted.add(file);
                  }
                });
    due.forEach(expire::expireSnapshotId);
    expire.commit();
    return deleted.size();
  }
}
