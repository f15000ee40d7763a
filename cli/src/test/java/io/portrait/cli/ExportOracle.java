package io.portrait.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.portrait.aggregate.NaiveFeatures;
import io.portrait.aggregate.NaiveUser;
import io.portrait.definition.Column;
import io.portrait.definition.ColumnType;
import io.portrait.definition.Definition;
import io.portrait.definition.DefinitionFile;
import io.portrait.definition.Values;
import io.portrait.event.Event;
import io.portrait.event.EventFile;
import io.portrait.event.EventParser;
import io.portrait.event.Origin;
import io.portrait.profile.ProfileRow;
import io.portrait.profile.RowMaker;
import io.portrait.profile.RowVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Holds an export against its events: every row recomputed from the raw file, naively, as of the
 * row's own time. Numbers within 1e-9, everything else exactly.
 */
final class ExportOracle {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Definition definition;
  private final RowMaker rows;

  ExportOracle(Definition definition) {
    this.definition = definition;
    this.rows = new RowMaker(definition);
  }

  /**
   * By hand, for a real file: events, export, and the definition file where it is not the shop's.
   */
  public static void main(String[] files) throws IOException {
    Definition definition =
        files.length > 2
            ? DefinitionFile.load(Path.of(files[2]))
            : Definitions.of(null).definition();
    List<String> differences =
        new ExportOracle(definition).differences(Path.of(files[0]), Path.of(files[1]));
    differences.stream().limit(50).forEach(System.out::println);
    System.out.println(differences.size() + " differences");
  }

  /** Where the export is not what the events say, one readable line each. */
  List<String> differences(Path events, Path export) throws IOException {
    Map<String, NaiveUser> users = users(events);
    Map<String, JsonNode> exported = new HashMap<>();
    try (Stream<String> lines = Files.lines(export)) {
      for (String line : (Iterable<String>) lines::iterator) {
        JsonNode row = JSON.readTree(line);
        exported.put(row.get("user_id").textValue(), row);
      }
    }
    List<String> differences = new ArrayList<>();
    users.forEach(
        (user, naive) -> {
          JsonNode row = exported.remove(user);
          if (row == null) {
            differences.add(user + " has no row");
          } else {
            compare(naive, row, differences);
          }
        });
    exported.keySet().forEach(user -> differences.add(user + " has a row but no event"));
    return differences;
  }

  private Map<String, NaiveUser> users(Path file) throws IOException {
    EventParser parser = new EventParser(definition.events());
    Origin origin = new Origin("", 0, 0);
    long now = System.currentTimeMillis();
    Map<String, NaiveUser> users = new TreeMap<>();
    try (EventFile lines = EventFile.open(file)) {
      for (byte[] line = lines.next(); line != null; line = lines.next()) {
        if (parser.parse(line, origin, now) instanceof Event event) {
          users
              .computeIfAbsent(event.userId(), user -> new NaiveUser(definition))
              .add(event, Long.MIN_VALUE);
        }
      }
    }
    return users;
  }

  private void compare(NaiveUser naive, JsonNode row, List<String> differences) {
    String user = row.get("user_id").textValue();
    long asOf = row.get("_as_of").longValue();
    long events = naive.events().size();
    if (row.get("_events").longValue() != events) {
      differences.add(user + ": _events is " + row.get("_events") + ", expected " + events);
    }
    Map<String, @Nullable Object> expected = naive.evaluate(asOf);
    for (String difference : NaiveFeatures.differences(definition, expected, values(row))) {
      differences.add(user + ": " + difference);
    }
    ProfileRow whole =
        rows.row(user, new RowVersion(0, events, asOf), expectedValues(expected), Map.of(), asOf);
    Values computed = whole.values();
    List<Column> columns = definition.columns();
    for (int slot = expected.size(); slot < columns.size(); slot++) {
      JsonNode found = row.get(columns.get(slot).name());
      double wanted = computed.number(slot);
      boolean same =
          found.isNull()
              ? Double.isNaN(wanted) && computed.text(slot) == null
              : found.isNumber()
                  ? Math.abs(found.doubleValue() - wanted) <= 1e-9 * Math.abs(wanted)
                  : found.textValue().equals(computed.text(slot));
      if (!same) {
        differences.add(
            user + ": " + columns.get(slot).name() + " is " + found + ", expected " + wanted);
      }
    }
    List<String> tags = new ArrayList<>();
    row.get("tags").forEach(tag -> tags.add(tag.textValue()));
    if (!tags.equals(whole.tags())) {
      differences.add(user + ": tags are " + tags + ", expected " + whole.tags());
    }
  }

  private Values values(JsonNode row) {
    List<Column> columns = definition.columns();
    Values values = new Values(columns.size());
    for (int slot = 0; slot < columns.size(); slot++) {
      JsonNode cell = row.get(columns.get(slot).name());
      if (cell.isNumber()) {
        values.set(slot, cell.doubleValue());
      } else if (cell.isTextual()) {
        values.set(slot, cell.textValue());
      }
    }
    return values;
  }

  private Values expectedValues(Map<String, @Nullable Object> expected) {
    List<Column> columns = definition.columns();
    Values values = new Values(columns.size());
    for (int slot = 0; slot < expected.size(); slot++) {
      Object value = expected.get(columns.get(slot).name());
      if (columns.get(slot).type() == ColumnType.STRING) {
        values.set(slot, (String) value);
      } else if (value != null) {
        values.set(slot, (Double) value);
      }
    }
    return values;
  }
}
