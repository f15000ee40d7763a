package io.portrait.offline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;

/**
 * The models of a project through time, from the table {@code models}: of each name its newest
 * generation, one row a tick, the one known last where a tick was written again.
 */
public final class ModelHistory {

  private ModelHistory() {}

  /** All rows of every model by name, each in the order of their ticks; never an empty list. */
  public static SortedMap<String, List<ModelRow>> of(Table models) {
    SortedMap<String, List<ModelRow>> written = new TreeMap<>();
    OfflineReader.forEach(
        models,
        Expressions.alwaysTrue(),
        row -> {
          ModelRow model = ModelRow.of(row);
          written.computeIfAbsent(model.name(), name -> new ArrayList<>()).add(model);
        });
    SortedMap<String, List<ModelRow>> histories = new TreeMap<>();
    written.forEach((name, rows) -> histories.put(name, newest(rows)));
    return histories;
  }

  /**
   * What is known of a model by now: the last row, completed by the last one at which it learned.
   *
   * @param history of one model, not empty
   */
  public static ModelRow latest(List<ModelRow> history) {
    ModelRow last = history.get(history.size() - 1);
    for (int i = history.size() - 1; i >= 0 && last.parameters().isEmpty(); i--) {
      if (!history.get(i).parameters().isEmpty()) {
        return last.completedBy(history.get(i));
      }
    }
    return last;
  }

  private static List<ModelRow> newest(List<ModelRow> rows) {
    long generation = rows.stream().mapToLong(ModelRow::generation).max().orElseThrow();
    List<ModelRow> newest = new ArrayList<>();
    rows.stream()
        .filter(row -> row.generation() == generation)
        .sorted(
            Comparator.comparing(ModelRow::asOf)
                .thenComparing(ModelRow::knownAt)
                .thenComparing(ModelRow::version))
        .forEach(
            row -> {
              if (!newest.isEmpty() && newest.get(newest.size() - 1).asOf().equals(row.asOf())) {
                newest.remove(newest.size() - 1);
              }
              newest.add(row);
            });
    return List.copyOf(newest);
  }
}
