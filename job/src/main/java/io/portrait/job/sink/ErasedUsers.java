package io.portrait.job.sink;

import io.portrait.job.window.ErasureRegister;
import io.portrait.job.window.Tombstone;
import io.portrait.offline.OfflineReader;
import io.portrait.offline.OfflineTables;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.expressions.Expressions;

/** Reads the table {@code erasures}. */
final class ErasedUsers {

  private ErasedUsers() {}

  /**
   * Who has been erased.
   *
   * @param now by the clock, epoch milliseconds: tombstones that are over are left out
   */
  static ErasureRegister read(Catalog catalog, String project, long now) {
    Table table = catalog.loadTable(OfflineTables.identifier(project, OfflineTables.ERASURES));
    Map<String, Tombstone> tombstones = new HashMap<>();
    for (Map<String, Object> row :
        OfflineReader.rows(
            table,
            Expressions.greaterThan("tombstone_until", TimeUnit.MILLISECONDS.toMicros(now)))) {
      Tombstone tombstone = new Tombstone(millis(row, "erased_at"), millis(row, "tombstone_until"));
      String hash = String.valueOf(row.get("user_hash"));
      tombstones.merge(hash, tombstone, Tombstone::and);
    }
    return new ErasureRegister(OfflineTables.erasureSalt(table), tombstones);
  }

  private static long millis(Map<String, Object> row, String column) {
    return ((Instant) Objects.requireNonNull(row.get(column), column)).toEpochMilli();
  }
}
