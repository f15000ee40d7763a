package io.portrait.cli.fallback;

import io.portrait.table.CommitMarkers;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.util.SnapshotUtil;
import org.jspecify.annotations.Nullable;

/**
 * Puts a table back to what it was when a checkpoint completed. A job that goes on from there
 * writes again what it wrote since: left in the table, it would be there twice.
 */
public final class TableRollback {

  private TableRollback() {}

  /**
   * The first commit of a table that a later checkpoint of the same job made; with it goes all that
   * came after it, compactions too.
   *
   * @return empty if there is none
   */
  public static Optional<Snapshot> firstAfter(Table table, RetainedCheckpoint checkpoint) {
    Snapshot first = null;
    if (table.currentSnapshot() != null) {
      for (Snapshot each : SnapshotUtil.currentAncestors(table)) {
        if (isAfter(each.summary(), checkpoint)) {
          first = each;
        }
      }
    }
    return Optional.ofNullable(first);
  }

  /**
   * Undoes that commit and all after it; time travel still sees them until they expire.
   *
   * @throws org.apache.iceberg.exceptions.ValidationException if what was there before has expired
   */
  public static void undo(Table table, Snapshot first) {
    @Nullable Long before = first.parentId();
    if (before == null) {
      table.newDelete().deleteFromRowFilter(Expressions.alwaysTrue()).commit();
    } else {
      table.manageSnapshots().rollbackTo(before).commit();
    }
  }

  private static boolean isAfter(Map<String, String> summary, RetainedCheckpoint checkpoint) {
    String number = summary.get(CommitMarkers.CHECKPOINT);
    return checkpoint.job().equals(summary.get(CommitMarkers.JOB))
        && number != null
        && Long.parseLong(number) > checkpoint.number();
  }
}
