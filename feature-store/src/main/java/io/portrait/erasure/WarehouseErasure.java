package io.portrait.erasure;

import io.portrait.event.EventRules;
import io.portrait.event.Pseudonyms;
import io.portrait.offline.OfflineTables;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * Erases users from the offline tables of a project, while a job goes on writing to them.
 *
 * <p>First {@link #pass}, again and again until it finds nothing: what a job had in hand when it
 * was told arrives a checkpoint later. Then {@link #endHistory}, then {@link #search}, which trusts
 * none of that and looks at every file.
 */
public final class WarehouseErasure {

  private final List<TableErasure> tables = new ArrayList<>();

  /**
   * The tables of a project that are there.
   *
   * @param rules by which rejected records say whose they are
   */
  public WarehouseErasure(Catalog catalog, String project, EventRules rules, ErasedUsers users) {
    this(catalog, project, rules, users, users.ids().orElse(Set.of()), Pseudonyms.NONE);
  }

  /**
   * The same of a project whose users have pseudonyms.
   *
   * @param users by their pseudonyms
   * @param ids the same as they stand in events
   * @param pseudonyms by which rejected records were sealed
   */
  public WarehouseErasure(
      Catalog catalog,
      String project,
      EventRules rules,
      ErasedUsers users,
      Set<String> ids,
      Pseudonyms pseudonyms) {
    RowRule rows = new RowsOfUsers(users);
    add(catalog, project, OfflineTables.PROFILES, rows, users);
    add(catalog, project, OfflineTables.FEATURE_LOG, rows, users);
    add(catalog, project, OfflineTables.LABELS, rows, users);
    add(catalog, project, OfflineTables.SEGMENT_CHANGES, rows, users);
    add(catalog, project, OfflineTables.CHURN_ALERTS, rows, users);
    add(
        catalog,
        project,
        OfflineTables.REJECTED_EVENTS,
        new RejectedRecords(users, ids, rules, pseudonyms),
        users);
    add(catalog, project, OfflineTables.MODELS, new TypicalUsers(users), users);
  }

  /** One pass over the rows of all tables; whether it found any. */
  public boolean pass() {
    boolean found = false;
    for (TableErasure table : tables) {
      found |= table.pass();
    }
    return found;
  }

  /**
   * Expires the snapshots that hold the users, with their files, but for those that are younger
   * than history is kept.
   */
  public void endHistory(Instant now, Duration keep) {
    tables.forEach(table -> table.endHistory(now, keep));
  }

  /**
   * Looks at every file that is left.
   *
   * @param leftoversOlderThan files of no snapshot that hold a user are deleted if they are older:
   *     younger ones may be a running job's
   * @param progress is told the table and how many of its files were looked at
   */
  public List<TableReport> search(
      Instant now, Duration keep, Duration leftoversOlderThan, BiConsumer<String, Long> progress) {
    return tables.stream()
        .map(
            table ->
                table.search(
                    now, keep, leftoversOlderThan, files -> progress.accept(table.name(), files)))
        .toList();
  }

  /** What would be done, without doing it. */
  public List<TableReport> look() {
    return tables.stream().map(TableErasure::look).toList();
  }

  private void add(Catalog catalog, String project, String name, RowRule rule, ErasedUsers users) {
    TableIdentifier identifier = OfflineTables.identifier(project, name);
    if (catalog.tableExists(identifier)) {
      tables.add(new TableErasure(name, catalog.loadTable(identifier), rule, users));
    }
  }
}
