package io.portrait.offline;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A model at an observation tick, as the table {@code models} holds it.
 *
 * @param name what it is called: {@code churn}, {@code segments}
 * @param version which only grows
 * @param asOf the tick
 * @param knownAt when the row was made
 * @param generation of the run that made it
 * @param definitions hash of the definition file
 * @param parameters JSON: all that the model knows; empty where it learned nothing at the tick
 * @param metrics how good it is, by the names of the figures
 */
public record ModelRow(
    String name,
    long version,
    Instant asOf,
    Instant knownAt,
    long generation,
    String definitions,
    String parameters,
    SortedMap<String, Double> metrics) {

  public ModelRow {
    metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
  }

  /** A figure; NaN where there is none. */
  public double metric(String figure) {
    return metrics.getOrDefault(figure, Double.NaN);
  }

  /**
   * This row, with what only an earlier one says: where a model learned nothing at a tick, its row
   * has only what the users of the tick told.
   */
  ModelRow completedBy(ModelRow earlier) {
    SortedMap<String, Double> all = new TreeMap<>(earlier.metrics);
    all.putAll(metrics);
    return new ModelRow(
        name, version, asOf, knownAt, generation, definitions, earlier.parameters, all);
  }

  /** From a row of {@link OfflineReader}. */
  static ModelRow of(Map<String, @Nullable Object> row) {
    SortedMap<String, Double> metrics = new TreeMap<>();
    ((Map<?, ?>) value(row, "metrics"))
        .forEach((figure, number) -> metrics.put((String) figure, (Double) number));
    return new ModelRow(
        (String) value(row, "name"),
        (long) value(row, "version"),
        (Instant) value(row, "as_of"),
        (Instant) value(row, "known_at"),
        (long) value(row, "generation"),
        (String) value(row, "definitions"),
        (String) value(row, "parameters"),
        metrics);
  }

  private static Object value(Map<String, @Nullable Object> row, String column) {
    Object value = row.get(column);
    if (value == null) {
      throw new IllegalStateException("table models, column " + column + ": a null");
    }
    return value;
  }
}
