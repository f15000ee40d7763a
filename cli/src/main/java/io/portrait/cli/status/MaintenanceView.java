package io.portrait.cli.status;

import io.portrait.maintenance.Maintained;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What became of tables, a line each, for people. */
public final class MaintenanceView {

  private MaintenanceView() {}

  /** The headings. */
  public static String head(boolean isDryRun) {
    return line(
        "table",
        "files",
        "size",
        isDryRun ? "to compact" : "compacted",
        isDryRun ? "to expire" : "expired",
        isDryRun ? "orphans to delete" : "orphans deleted");
  }

  /** A table's line, and one of what could not be done. */
  public static List<String> lines(Maintained table) {
    List<String> lines = new ArrayList<>();
    lines.add(
        line(
            table.table(),
            Numbers.count(table.files()),
            Numbers.bytes(table.bytes()),
            table.rewritten() == 0
                ? "-"
                : table.written() == 0
                    ? Numbers.count(table.rewritten())
                    : Numbers.count(table.rewritten()) + " into " + Numbers.count(table.written()),
            table.expired() == 0
                ? "-"
                : Numbers.count(table.expired()) + " of " + Numbers.count(table.snapshots()),
            table.orphans() == 0
                ? "-"
                : Numbers.count(table.orphans()) + ", " + Numbers.bytes(table.orphanBytes())));
    table.failure().ifPresent(reason -> lines.add("  " + table.table() + ": " + reason));
    return lines;
  }

  private static String line(
      String table, String files, String size, String compacted, String expired, String orphans) {
    return String.format(
            Locale.ROOT,
            "%-16s %8s %9s   %-18s %-20s %s",
            table,
            files,
            size,
            compacted,
            expired,
            orphans)
        .stripTrailing();
  }
}
