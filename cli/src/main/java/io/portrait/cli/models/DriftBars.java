package io.portrait.cli.models;

import io.portrait.cli.status.Bar;
import io.portrait.learning.Drift;
import io.portrait.offline.ModelRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** How far the columns of a model, and its score, are from what they were in the reference. */
final class DriftBars {

  private static final String PREFIX = "psi.";
  private static final int WIDTH = 20;
  private static final int NAME = 28;

  /** Of many columns the furthest say enough; {@code --json} has all. */
  private static final int MOST = 8;

  private DriftBars() {}

  /** A column and its population stability index. */
  record Column(String name, double index) {

    boolean hasDrifted() {
      return index > Drift.LIMIT;
    }
  }

  /** All columns that have an index, the furthest first. */
  static List<Column> columns(ModelRow row) {
    return row.metrics().entrySet().stream()
        .filter(metric -> metric.getKey().startsWith(PREFIX))
        .map(metric -> new Column(metric.getKey().substring(PREFIX.length()), metric.getValue()))
        .sorted(Comparator.comparingDouble(Column::index).reversed())
        .toList();
  }

  static List<String> lines(ModelRow row) {
    List<Column> columns = columns(row);
    if (columns.isEmpty()) {
      return List.of();
    }
    long drifted = columns.stream().filter(Column::hasDrifted).count();
    List<String> lines = new ArrayList<>();
    lines.add(
        "  drift     "
            + (drifted == 0
                ? "none of " + columns.size() + " columns above " + Drift.LIMIT
                : drifted + " of " + columns.size() + " columns above " + Drift.LIMIT)
            + " (population stability index)");
    int shown = Math.min(columns.size(), MOST);
    double greatest = Math.max(2 * Drift.LIMIT, columns.get(0).index());
    for (Column column : columns.subList(0, shown)) {
      lines.add(
          ("    "
                  + Figures.left(column.name(), NAME)
                  + Figures.right(Figures.share(column.index()), 7)
                  + "  "
                  + Figures.left(Bar.of(column.index(), greatest, WIDTH), WIDTH)
                  + (column.hasDrifted() ? "  DRIFTED" : ""))
              .stripTrailing());
    }
    if (shown < columns.size()) {
      lines.add("    and " + (columns.size() - shown) + " more that moved less");
    }
    return lines;
  }
}
