package io.portrait.erasure;

import io.portrait.offline.OfflineReader;
import io.portrait.offline.OfflineTables;
import io.portrait.table.Rewrite;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;

/** The table of erasures, in which users are called by their hashes. */
public final class Erasures {

  private final Table table;

  private Erasures(Table table) {
    this.table = table;
  }

  /**
   * Of a project.
   *
   * @throws org.apache.iceberg.exceptions.NoSuchTableException if nothing of it was ever written
   */
  public static Erasures of(Catalog catalog, String project) {
    return new Erasures(
        catalog.loadTable(OfflineTables.identifier(project, OfflineTables.ERASURES)));
  }

  /** By which the project's hashes are made. */
  public byte[] salt() {
    return OfflineTables.erasureSalt(table);
  }

  /** By hash, when it became known that the user is erased; the latest time of several. */
  public Map<String, Instant> knownAt() {
    Map<String, Instant> known = new HashMap<>();
    OfflineReader.forEach(
        table,
        Expressions.alwaysTrue(),
        row ->
            known.merge(
                (String) row.get("user_hash"),
                (Instant) row.get("known_at"),
                (one, other) -> one.isAfter(other) ? one : other));
    return known;
  }

  /** How many of these users have been erased as of a time or later. */
  public long count(Collection<String> hashes, Instant erasedAt) {
    return OfflineReader.rows(
            table, Expressions.greaterThanOrEqual("erased_at", erasedAt.toEpochMilli() * 1_000))
        .stream()
        .map(row -> (String) row.get("user_hash"))
        .filter(hashes::contains)
        .distinct()
        .count();
  }

  /**
   * Writes down that users were erased where no job does.
   *
   * @param generation of the newest rows
   * @param definitions hash of the definition file
   */
  public void add(
      List<String> hashes,
      Instant erasedAt,
      Instant knownAt,
      Instant tombstoneUntil,
      long generation,
      String definitions) {
    Rewrite file = new Rewrite(table, "erase");
    try (file) {
      for (String hash : hashes) {
        Record row = GenericRecord.create(table.schema());
        row.setField("user_hash", hash);
        row.setField("erased_at", erasedAt.atOffset(ZoneOffset.UTC));
        row.setField("known_at", knownAt.atOffset(ZoneOffset.UTC));
        row.setField("tombstone_until", tombstoneUntil.atOffset(ZoneOffset.UTC));
        row.setField("generation", generation);
        row.setField("definitions", definitions);
        file.write(row, table.spec(), null);
      }
      AppendFiles append = table.newAppend();
      file.files().forEach(append::appendFile);
      append.commit();
    }
  }
}
