package io.portrait.job.profile;

import io.portrait.definition.Churn;
import io.portrait.definition.Definition;
import io.portrait.definition.Embedding;
import io.portrait.definition.Segments;
import io.portrait.profile.ProfileRow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** Counts live rows that lack a part of the definition: {@code part.<part>.rows_degraded}. */
final class DegradedRows {

  private final Map<String, Counter> parts = new HashMap<>();

  /** What to count for a status: there are no more of them than sets of parts. */
  private final Map<String, List<Counter>> statuses = new HashMap<>();

  DegradedRows(Definition definition, MetricGroup group) {
    add(Embedding.NAME, definition.embedding() != null, group);
    add(Segments.NAME, definition.segments() != null, group);
    add(Churn.NAME, definition.churn() != null, group);
  }

  private void add(String part, boolean isThere, MetricGroup group) {
    if (isThere) {
      parts.put(part, group.addGroup("part", part).counter("rows_degraded"));
    }
  }

  void count(ProfileRow row) {
    if (!row.status().equals(ProfileRow.COMPLETE)) {
      statuses.computeIfAbsent(row.status(), this::countersOf).forEach(Counter::inc);
    }
  }

  private List<Counter> countersOf(String status) {
    return parts.entrySet().stream()
        .filter(part -> status.contains(part.getKey()))
        .map(Map.Entry::getValue)
        .toList();
  }
}
