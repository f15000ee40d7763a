package io.portrait.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.portrait.aggregate.NaiveUser;
import io.portrait.audit.NaiveFeatures;
import io.portrait.cli.embedded.Machine;
import io.portrait.definition.Aggregate;
import io.portrait.definition.Column;
import io.portrait.definition.Definition;
import io.portrait.definition.DefinitionFile;
import io.portrait.definition.DerivedColumns;
import io.portrait.definition.Feature;
import io.portrait.definition.Values;
import io.portrait.event.Event;
import io.portrait.profile.ProfileRow;
import io.portrait.profile.ProfileSchema;
import io.portrait.profile.RowMaker;
import io.portrait.profile.RowVersion;
import io.portrait.profile.Scores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Holds an export against its events: every row recomputed from the raw file, naively, as of the
 * row's own time. Numbers within 1e-9, sketches of many values within their bounds, everything else
 * exactly; derived columns and tags from what the row itself says of the features. A row must also
 * be as fresh as the file: nothing may have left a window since.
 *
 * <p>Takes time in proportion to events times columns.
 */
final class ExportOracle {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Definition definition;
  private final List<Column> columns;
  private final DerivedColumns derived;
  private final RowMaker maker;

  /**
   * What came of it.
   *
   * @param users who should have a row
   * @param rows that were compared
   * @param values that were compared: cells of feature columns, derived columns, tags, embeddings
   * @param differences one readable line each
   */
  record Comparison(long users, long rows, long values, List<String> differences) {}

  ExportOracle(Definition definition) {
    this.definition = definition;
    columns = definition.columns();
    derived = new DerivedColumns(definition);
    maker = new RowMaker(definition);
  }

  /**
   * By hand, for a real file: events, export, and where they are not the default the definition
   * file and the replay's {@code --parallelism}.
   */
  public static void main(String[] files) throws IOException {
    Definition definition =
        files.length > 2
            ? DefinitionFile.load(Path.of(files[2]))
            : Definitions.of(null).definition();
    int partitions = files.length > 3 ? Integer.parseInt(files[3]) : Machine.parallelism();
    NaiveReplay events = NaiveReplay.of(definition, Path.of(files[0]), partitions);
    System.out.printf(
        "%d records, %d duplicates, rejected %s%n",
        events.records(), events.duplicates(), events.rejected());
    Comparison comparison = new ExportOracle(definition).compare(events, Path.of(files[1]));
    comparison.differences().stream().limit(50).forEach(System.out::println);
    System.out.printf(
        "%d users, %d rows, %d values compared, %d differences%n",
        comparison.users(),
        comparison.rows(),
        comparison.values(),
        comparison.differences().size());
  }

  /** Compares every row. */
  Comparison compare(NaiveReplay events, Path export) throws IOException {
    Map<String, JsonNode> exported = new TreeMap<>();
    List<String> differences = new ArrayList<>();
    try (Stream<String> lines = Files.lines(export)) {
      for (String line : (Iterable<String>) lines::iterator) {
        JsonNode row = JSON.readTree(line);
        if (exported.put(row.path("user_id").asText(), row) != null) {
          differences.add(row.get("user_id") + " has a second row");
        }
      }
    }
    TasteOracle tastes = new TasteOracle(definition, events.users().values());
    long users = 0;
    long rows = 0;
    for (Map.Entry<String, NaiveUser> user : events.users().entrySet()) {
      List<Event> accepted = user.getValue().events();
      long latest = accepted.stream().mapToLong(Event::timeMillis).max().orElseThrow();
      if (latest + definition.retention().toMillis() <= events.watermark()) {
        continue; // forgotten: a row would be one without an event
      }
      users++;
      JsonNode row = exported.remove(user.getKey());
      if (row == null) {
        differences.add(user.getKey() + " has no row");
        continue;
      }
      rows++;
      List<String> wrong = new ArrayList<>();
      long asOf = row.path("_as_of").longValue();
      if (asOf < latest || asOf > Math.max(latest, events.watermark())) {
        wrong.add("_as_of is " + asOf + ", the latest event at " + latest);
      }
      String taste = tastes.difference(accepted, row);
      if (taste != null) {
        wrong.add(taste);
      }
      compare(user.getKey(), accepted, Math.max(latest, events.watermark()), row, wrong);
      wrong.forEach(difference -> differences.add(user.getKey() + ": " + difference));
    }
    exported.keySet().forEach(user -> differences.add(user + " has a row but no event"));
    return new Comparison(users, rows, rows * (columns.size() + 2L), differences);
  }

  /**
   * Compares one row.
   *
   * @param until the time that has come for the user
   */
  private void compare(
      String user, List<Event> events, long until, JsonNode row, List<String> differences) {
    compareFixed(events, row, differences);
    Values found = new Values(columns.size());
    for (int slot = 0; slot < columns.size(); slot++) {
      if (!read(row.path(columns.get(slot).name()), slot, found)) {
        differences.add(columns.get(slot).name() + " is " + row.get(columns.get(slot).name()));
      }
    }
    long asOf = row.path("_as_of").longValue();
    Map<String, @Nullable Object> expected = NaiveFeatures.evaluate(definition, events, asOf);
    differences.addAll(NaiveFeatures.differences(definition, expected, found));
    if (asOf < until) {
      Map<String, @Nullable Object> fresh = NaiveFeatures.evaluate(definition, events, until);
      NaiveFeatures.differences(definition, withoutPassing(fresh, found), found)
          .forEach(stale -> differences.add("in spite of the time " + until + ": " + stale));
    }
    Values computed = found.copy();
    derived.fill(computed);
    ProfileRow whole =
        maker.row(
            user, new RowVersion(0, events.size(), asOf), computed, Scores.NONE, Map.of(), asOf);
    for (int slot = expected.size(); slot < columns.size(); slot++) {
      double wanted = whole.values().number(slot);
      double number = found.number(slot);
      boolean isSame =
          Double.isNaN(wanted)
              ? Double.isNaN(number)
              : Math.abs(number - wanted) <= 1e-9 * Math.abs(wanted);
      if (!isSame || !Objects.equals(found.object(slot), whole.values().object(slot))) {
        differences.add(
            "%s is %s, expected %s %s"
                .formatted(
                    columns.get(slot).name(),
                    row.get(columns.get(slot).name()),
                    wanted,
                    whole.values().object(slot)));
      }
    }
    if (!whole.tags().equals(texts(row.path("tags")))) {
      differences.add("tags are " + row.get("tags") + ", expected " + whole.tags());
    }
  }

  private void compareFixed(List<Event> events, JsonNode row, List<String> differences) {
    Map<String, JsonNode> fixed =
        Map.of(
            "_events", JSON.valueToTree((long) events.size()),
            "_definitions", JSON.valueToTree(definition.hash()),
            "_partial_until", JSON.createObjectNode());
    fixed.forEach(
        (name, wanted) -> {
          if (!row.path(name).toString().equals(wanted.toString())) {
            differences.add(name + " is " + row.get(name) + ", expected " + wanted);
          }
        });
    if (!statuses().contains(row.path("_status").asText())) {
      differences.add("_status is " + row.get("_status"));
    }
    int others = row.has("embedding") ? 2 : 1;
    if (row.size() != others + ProfileSchema.of(definition).columns().size()) {
      differences.add("a row of " + row.size() + " columns");
    }
  }

  /** Complete, or without what was not learned yet when the row was made. */
  private Set<String> statuses() {
    Set<String> statuses = new HashSet<>(Set.of(ProfileRow.COMPLETE));
    if (definition.churn() != null) {
      statuses.add("degraded:churn");
    }
    if (definition.segments() != null) {
      statuses.add("degraded:segments");
    }
    if (definition.churn() != null && definition.segments() != null) {
      statuses.add("degraded:churn,segments");
    }
    return statuses;
  }

  /** Without the difference in what passes with every moment: recencies, and tenure. */
  private Map<String, @Nullable Object> withoutPassing(
      Map<String, @Nullable Object> fresh, Values found) {
    Map<String, @Nullable Object> steady = new HashMap<>(fresh);
    int slot = 0;
    for (Feature feature : definition.features()) {
      for (int last = slot + Math.max(1, feature.windows().size()); slot < last; slot++) {
        if (feature.aggregate() == Aggregate.RECENCY) {
          pass(slot, steady, found);
        }
      }
    }
    pass(slot, steady, found);
    return steady;
  }

  private void pass(int slot, Map<String, @Nullable Object> steady, Values found) {
    double number = found.number(slot);
    if (!Double.isNaN(number)) {
      steady.computeIfPresent(columns.get(slot).name(), (name, value) -> number);
    }
  }

  /** Reads a cell; false where it is not what the column holds. */
  private boolean read(JsonNode cell, int slot, Values into) {
    switch (columns.get(slot).type()) {
      case STRING -> into.set(slot, cell.textValue());
      case STRING_LIST -> into.set(slot, cell.isArray() ? texts(cell) : (List<String>) null);
      default -> into.set(slot, cell.isNumber() ? cell.doubleValue() : Double.NaN);
    }
    return switch (columns.get(slot).type()) {
      case LONG -> cell.isIntegralNumber() || cell.isNull();
      case DOUBLE -> cell.isNumber() || cell.isNull();
      case STRING -> cell.isTextual() || cell.isNull();
      case STRING_LIST -> cell.isArray() || cell.isNull();
      default -> false;
    };
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
