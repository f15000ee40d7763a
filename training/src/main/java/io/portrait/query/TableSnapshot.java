package io.portrait.query;

import java.util.OptionalLong;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/**
 * A table as it stood after one commit.
 *
 * @param table with its columns of today: what the snapshot did not have is null in it
 * @param id of the snapshot; empty for a table without any row yet
 */
public record TableSnapshot(Table table, OptionalLong id) {

  public TableSnapshot {
    if (id.isPresent() && table.snapshot(id.getAsLong()) == null) {
      throw new IllegalArgumentException(
          "table " + table.name() + ": no snapshot " + id.getAsLong() + " (any more)");
    }
  }

  /** As it stands now. */
  public static TableSnapshot current(Table table) {
    Snapshot current = table.currentSnapshot();
    return new TableSnapshot(
        table, current == null ? OptionalLong.empty() : OptionalLong.of(current.snapshotId()));
  }
}
