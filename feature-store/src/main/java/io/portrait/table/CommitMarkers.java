package io.portrait.table;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.ValidationException;
import org.jspecify.annotations.Nullable;

/**
 * What Flink's committers left in snapshots. One that is restored walks back from the newest
 * snapshot to the first of its own job, to see which checkpoint it committed last; if that snapshot
 * had expired it would commit the checkpoint again. So before a snapshot goes, what it says of its
 * job moves into one that stays.
 */
public final class CommitMarkers {

  /** Which run of a job committed. */
  public static final String JOB = "flink.job-id";

  /** Which of its committers. */
  public static final String OPERATOR = "flink.operator-id";

  /** Up to which checkpoint. */
  public static final String CHECKPOINT = "flink.max-committed-checkpoint-id";

  /** Of so many jobs back; each time a job is started from a savepoint it counts as another. */
  public static final int MOST = 20;

  private static final int TRIES = 20;

  private CommitMarkers() {}

  private record Committer(String job, @Nullable String operator) {}

  /**
   * Makes sure that every marker stands in a snapshot that does not expire.
   *
   * @param expiring ids of the snapshots that are to expire
   * @throws ValidationException if a job commits faster than this can follow
   */
  public static void keep(Table table, Set<Long> expiring) {
    for (int tries = 1; ; tries++) {
      table.refresh();
      Snapshot head = table.currentSnapshot();
      List<Snapshot> missing = missing(table, head, expiring);
      try {
        for (Snapshot marker : missing) {
          head = repeat(table, marker, head.snapshotId());
        }
        return;
      } catch (ValidationException e) {
        // A job has committed meanwhile, maybe this very one, and a repeated marker would hide it.
        if (tries == TRIES) {
          throw e;
        }
      }
    }
  }

  /** The newest snapshot of each committer that has none among those that stay, oldest first. */
  private static List<Snapshot> missing(Table table, Snapshot head, Set<Long> expiring) {
    Map<Committer, Snapshot> newest = new LinkedHashMap<>();
    @Nullable Snapshot snapshot = head;
    while (snapshot != null && newest.size() < MOST) {
      Map<String, String> summary = snapshot.summary();
      @Nullable String job = summary.get(JOB);
      if (job != null && summary.containsKey(CHECKPOINT)) {
        newest.putIfAbsent(new Committer(job, summary.get(OPERATOR)), snapshot);
      }
      @Nullable Long parent = snapshot.parentId();
      snapshot = parent == null ? null : table.snapshot(parent);
    }
    List<Snapshot> missing = new ArrayList<>();
    for (Snapshot marker : newest.values()) {
      if (expiring.contains(marker.snapshotId())) {
        missing.add(marker);
      }
    }
    Collections.reverse(missing);
    return missing;
  }

  private static Snapshot repeat(Table table, Snapshot marker, long onto) {
    var nothing = table.newAppend();
    nothing.validateWith(
        ancestors -> {
          var newest = ancestors.iterator();
          return newest.hasNext() && newest.next().snapshotId() == onto;
        });
    for (String property : List.of(JOB, OPERATOR, CHECKPOINT)) {
      @Nullable String value = marker.summary().get(property);
      if (value != null) {
        nothing.set(property, value);
      }
    }
    nothing.commit();
    return table.currentSnapshot();
  }
}
