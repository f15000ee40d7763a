package io.portrait.audit;

import io.portrait.definition.Column;
import io.portrait.definition.Definition;
import io.portrait.definition.Values;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code feature_log} as it was found.
 *
 * @param former segment in the row of the tick before; null where there was none
 * @param isFirst whether there is no such row
 */
record TickRow(
    long tick,
    long generation,
    Values values,
    List<String> tags,
    @Nullable Long segment,
    double probability,
    Map<String, Long> models,
    @Nullable Long former,
    boolean isFirst) {

  /** From a row of {@code OfflineReader}, of these definitions. */
  static TickRow of(Definition definition, Map<String, @Nullable Object> row) {
    Object probability = row.get("churn_probability");
    return new TickRow(
        ((Instant) Objects.requireNonNull(row.get("as_of"))).toEpochMilli(),
        (long) Objects.requireNonNull(row.get("generation")),
        values(definition, row),
        texts(row.get("tags")),
        (Long) row.get("segment"),
        probability == null ? Double.NaN : (double) probability,
        longs(row.get("models")),
        null,
        true);
  }

  TickRow after(@Nullable Long segmentBefore) {
    return new TickRow(
        tick, generation, values, tags, segment, probability, models, segmentBefore, false);
  }

  /** The computed columns and the embedding of an offline row. */
  static Values values(Definition definition, Map<String, @Nullable Object> row) {
    List<Column> columns = definition.columns();
    Values values = new Values(columns.size());
    for (int slot = 0; slot < columns.size(); slot++) {
      Object value = row.get(columns.get(slot).name());
      if (value instanceof Number number) {
        values.set(slot, number.doubleValue());
      } else if (value instanceof String text) {
        values.set(slot, text);
      } else if (value instanceof List<?>) {
        values.set(slot, texts(value));
      }
    }
    if (row.get("embedding") instanceof List<?> coordinates) {
      float[] vector = new float[coordinates.size()];
      for (int i = 0; i < vector.length; i++) {
        vector[i] = ((Number) coordinates.get(i)).floatValue();
      }
      values.setEmbedding(vector, false);
    }
    return values;
  }

  static List<String> texts(@Nullable Object list) {
    List<String> texts = new ArrayList<>();
    if (list instanceof List<?> values) {
      values.forEach(text -> texts.add((String) text));
    }
    return texts;
  }

  static Map<String, Long> longs(@Nullable Object map) {
    Map<String, Long> longs = new TreeMap<>();
    if (map instanceof Map<?, ?> values) {
      values.forEach((name, number) -> longs.put((String) name, (Long) number));
    }
    return longs;
  }
}
