package io.portrait.audit;

import io.portrait.definition.Column;
import io.portrait.definition.Definition;
import io.portrait.definition.Embedding;
import io.portrait.definition.Values;
import io.portrait.profile.ProfileRow;
import io.portrait.profile.RowVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Holds the current row offline against the one that is served: of one version, all is equal. */
final class ProfileChecks {

  private final Definition definition;
  private final List<String> columns;
  private final boolean isGrowing;

  ProfileChecks(Definition definition, boolean isGrowing) {
    this.definition = definition;
    this.columns = Audit.columns(definition, Leg.PROFILES);
    this.isGrowing = isGrowing;
  }

  List<Check> check(ProfileRow served, Optional<Map<String, @Nullable Object>> offline) {
    if (!served.definitions().equals(definition.hash())) {
      return excused("made by other definitions, " + served.definitions(), false);
    }
    if (offline.isEmpty()) {
      return excused("no row in profiles", isGrowing);
    }
    Map<String, @Nullable Object> row = offline.get();
    RowVersion version =
        new RowVersion(
            (long) value(row, "generation"),
            (long) value(row, "events"),
            ((Instant) value(row, "as_of")).toEpochMilli());
    if (!version.equals(served.version())) {
      return excused("profiles has another version", isGrowing);
    }
    List<Check> checks = new ArrayList<>();
    Values found = TickRow.values(definition, row);
    List<Column> computed = definition.columns();
    for (int slot = 0; slot < computed.size(); slot++) {
      checks.add(
          equal(
              computed.get(slot).name(),
              NaiveFeatures.valueOf(computed.get(slot), served.values(), slot),
              NaiveFeatures.valueOf(computed.get(slot), found, slot)));
    }
    if (!definition.tags().isEmpty()) {
      checks.add(equal(ComputedColumns.TAGS, served.tags(), TickRow.texts(row.get("tags"))));
    }
    if (definition.embedding() != null) {
      boolean isEqual = Arrays.equals(served.embedding(), found.embedding());
      checks.add(Check.of(Embedding.NAME, isEqual, null, null, "not the vector in Redis"));
    }
    if (definition.segments() != null) {
      checks.add(equal(ScoreChecks.SEGMENT, served.segment(), row.get("segment")));
    }
    if (definition.churn() != null) {
      double probability = served.churnProbability();
      checks.add(
          equal(
              ScoreChecks.PROBABILITY,
              Double.isNaN(probability) ? null : (Object) probability,
              row.get("churn_probability")));
      checks.add(
          equal(
              ScoreChecks.REASONS, served.churnReasons(), TickRow.texts(row.get("churn_reasons"))));
    }
    return checks;
  }

  private List<Check> excused(String why, boolean isForNow) {
    return columns.stream()
        .map(column -> isForNow ? Check.notYet(column, why) : Check.unchecked(column, why))
        .toList();
  }

  private static Check equal(String column, @Nullable Object served, @Nullable Object offline) {
    return Check.of(column, Objects.equals(served, offline), served, offline, "as served");
  }

  private static Object value(Map<String, @Nullable Object> row, String column) {
    return Objects.requireNonNull(row.get(column), column);
  }
}
