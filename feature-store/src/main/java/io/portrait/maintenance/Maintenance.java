package io.portrait.maintenance;

import io.portrait.offline.OfflineTables;
import io.portrait.table.KnownFiles;
import io.portrait.table.Snapshots;
import io.portrait.table.StoredFiles;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.FileInfo;
import org.jspecify.annotations.Nullable;

/**
 * Maintains the offline tables of a project, while a job goes on writing to them. Of two at once
 * one loses its race here and there, and says so; nothing is lost.
 */
public final class Maintenance {

  private static final List<String> TABLES =
      List.of(
          OfflineTables.PROFILES,
          OfflineTables.FEATURE_LOG,
          OfflineTables.LABELS,
          OfflineTables.MODELS,
          OfflineTables.SEGMENT_CHANGES,
          OfflineTables.CHURN_ALERTS,
          OfflineTables.REJECTED_EVENTS,
          OfflineTables.ERASURES);

  private final Catalog catalog;
  private final String project;
  private final Upkeep upkeep;

  /**
   * @param project whose tables
   * @param upkeep what is kept of them
   */
  public Maintenance(Catalog catalog, String project, Upkeep upkeep) {
    this.catalog = catalog;
    this.project = project;
    this.upkeep = upkeep;
  }

  /** The tables that are there. */
  public List<String> tables() {
    return TABLES.stream()
        .filter(name -> catalog.tableExists(OfflineTables.identifier(project, name)))
        .toList();
  }

  /**
   * Maintains some tables, one after the other.
   *
   * @param names some of {@link #tables()}
   * @param isStopped asked before each; then the rest is left as it is
   * @param told what was done, after each
   * @return the same of all
   */
  public List<Maintained> maintain(
      List<String> names, BooleanSupplier isStopped, Consumer<Maintained> told) {
    List<Maintained> all = new ArrayList<>();
    for (String name : names) {
      if (isStopped.getAsBoolean()) {
        break;
      }
      Maintained maintained = maintain(name, Instant.now());
      told.accept(maintained);
      all.add(maintained);
    }
    return all;
  }

  /**
   * Maintains a table: compaction, then expiry, then files of no snapshot.
   *
   * @param name of one that is there
   */
  public Maintained maintain(String name, Instant now) {
    TableIdentifier identifier = OfflineTables.identifier(project, name);
    return new Run(name, catalog.loadTable(identifier)).run(now);
  }

  /** Of one table. */
  private final class Run {

    private final String name;
    private final Table table;
    private final List<String> failures = new ArrayList<>();

    Run(String name, Table table) {
      this.name = name;
      this.table = table;
    }

    Maintained run(Instant now) {
      @Nullable Compaction compaction = Compaction.of(table);
      if (compaction == null) {
        return new Maintained(name, 0, 0, 0, 0, 0, 0, 0, 0, 0, Optional.empty());
      }
      Compaction.Outcome compacted = compact(compaction);
      table.refresh();
      int snapshots = count();
      Set<Long> due = new Expiry(table, upkeep, now).due();
      int deleted = upkeep.isDryRun() ? 0 : expire(due);
      Orphans orphans = orphans(now);
      return new Maintained(
          name,
          compaction.files(),
          compaction.bytes(),
          compacted.rewritten(),
          compacted.written(),
          snapshots,
          due.size(),
          deleted,
          orphans.files(),
          orphans.bytes(),
          failures.stream().findFirst());
    }

    private Compaction.Outcome compact(Compaction compaction) {
      if (upkeep.isDryRun()) {
        return new Compaction.Outcome(compaction.due(), 0);
      }
      try {
        return compaction.run();
      } catch (CommitFailedException | ValidationException e) {
        failures.add("other writers were faster: its files are compacted next time");
        return Compaction.Outcome.NOTHING;
      }
    }

    private int expire(Set<Long> due) {
      try {
        return Snapshots.expire(table, due);
      } catch (CommitFailedException | ValidationException e) {
        failures.add("other writers were faster: its snapshots expire next time");
        return 0;
      }
    }

    private int count() {
      int count = 0;
      for (var snapshots = table.snapshots().iterator(); snapshots.hasNext(); snapshots.next()) {
        count++;
      }
      return count;
    }

    private Orphans orphans(Instant now) {
      if (!StoredFiles.canList(table)) {
        return Orphans.NONE;
      }
      long before = now.minus(upkeep.orphansAfter()).toEpochMilli();
      List<FileInfo> old = new ArrayList<>();
      for (FileInfo file : StoredFiles.of(table)) {
        if (file.createdAtMillis() < before) {
          old.add(file);
        }
      }
      if (old.isEmpty()) {
        return Orphans.NONE;
      }
      // Known after they were listed: what became the table's meanwhile is known.
      KnownFiles known = KnownFiles.of(table);
      Orphans orphans = Orphans.NONE;
      for (FileInfo file : old) {
        if (!known.contains(file.location())) {
          if (!upkeep.isDryRun()) {
            table.io().deleteFile(file.location());
          }
          orphans = new Orphans(orphans.files() + 1, orphans.bytes() + file.size());
        }
      }
      return orphans;
    }
  }

  /** Files of no snapshot. */
  private record Orphans(int files, long bytes) {
    static final Orphans NONE = new Orphans(0, 0);
  }
}
