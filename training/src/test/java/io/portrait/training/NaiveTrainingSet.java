package io.portrait.training;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The oracle: every label held beside every row of the log, one after the other. */
final class NaiveTrainingSet {

  static final List<String> FEATURES =
      List.of("views_7d", "spend_30d", "last_category", "categories_30d");

  private NaiveTrainingSet() {}

  /** A row of the log. */
  record Logged(
      String user,
      Instant asOf,
      Instant knownAt,
      long generation,
      String definitions,
      @Nullable Long views,
      @Nullable Double spend,
      @Nullable String category,
      @Nullable List<String> categories) {

    Map<String, Object> record() {
      Map<String, Object> record = new LinkedHashMap<>();
      record.put("user_id", user);
      record.put("as_of", asOf.atOffset(ZoneOffset.UTC));
      record.put("known_at", knownAt.atOffset(ZoneOffset.UTC));
      record.put("generation", generation);
      record.put("definitions", definitions);
      record.put("models", Map.of("churn", generation * 100 + asOf.getEpochSecond() % 7));
      put(record, "views_7d", views);
      put(record, "spend_30d", spend);
      put(record, "last_category", category);
      put(record, "categories_30d", categories);
      return record;
    }

    private static void put(Map<String, Object> record, String name, @Nullable Object value) {
      if (value != null) {
        record.put(name, value);
      }
    }
  }

  /** A label: of a user, about a time. */
  record Label(String user, Instant time, Object label) {}

  /** The rows that a set must have, in its order. */
  static List<Map<String, @Nullable Object>> of(
      TrainingSetRequest request, List<Logged> log, List<Label> labels) {
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    for (Label label : labels) {
      if ((request.from() != null && label.time().isBefore(request.from()))
          || (request.to() != null && !label.time().isBefore(request.to()))) {
        continue;
      }
      Logged best = null;
      for (Logged row : log) {
        boolean counts =
            row.user().equals(label.user())
                && !row.asOf().isAfter(label.time())
                && !row.knownAt().isAfter(request.knownBy())
                && (!request.asServed() || !row.knownAt().isAfter(label.time()));
        if (counts && (best == null || isBetter(row, best))) {
          best = row;
        }
      }
      rows.add(row(request, label, best));
    }
    rows.sort(
        Comparator.comparing((Map<String, @Nullable Object> row) -> (Long) row.get("time"))
            .thenComparing(row -> (String) row.get("user_id")));
    return rows;
  }

  private static boolean isBetter(Logged row, Logged best) {
    if (!row.asOf().equals(best.asOf())) {
      return row.asOf().isAfter(best.asOf());
    }
    if (row.generation() != best.generation()) {
      return row.generation() > best.generation();
    }
    return row.knownAt().isAfter(best.knownAt());
  }

  private static Map<String, @Nullable Object> row(
      TrainingSetRequest request, Label label, @Nullable Logged best) {
    Map<String, @Nullable Object> row = new HashMap<>();
    row.put("user_id", label.user());
    row.put("time", label.time().toEpochMilli());
    row.put("label", label.label());
    row.put("_feature_as_of", best == null ? null : best.asOf().toEpochMilli());
    for (String feature : FEATURES) {
      Duration maxAge = request.maxAge().get(feature);
      boolean isTooOld =
          best != null
              && maxAge != null
              && Duration.between(best.asOf(), label.time()).compareTo(maxAge) > 0;
      row.put(feature, best == null || isTooOld ? null : value(best, feature));
    }
    return row;
  }

  private static @Nullable Object value(Logged row, String feature) {
    return switch (feature) {
      case "views_7d" -> row.views();
      case "spend_30d" -> row.spend();
      case "last_category" -> row.category();
      default ->
          row.categories() == null
              ? null
              : row.categories().stream()
                  .map(text -> '"' + text + '"')
                  .collect(java.util.stream.Collectors.joining(",", "[", "]"));
    };
  }
}
