package io.portrait.cli;

import io.portrait.aggregate.NaiveUser;
import io.portrait.cli.embedded.Machine;
import io.portrait.definition.Churn;
import io.portrait.definition.Definition;
import io.portrait.definition.DefinitionFile;
import io.portrait.event.Event;
import io.portrait.offline.OfflineCatalog;
import io.portrait.offline.OfflineReader;
import io.portrait.offline.OfflineTables;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.expressions.Expressions;

/**
 * Holds the table {@code labels} against its events: for every tick and user, from the raw file
 * alone, whether there has to be a label and what it has to say. The file's events are in order.
 */
final class LabelOracle {

  private LabelOracle() {}

  /**
   * What came of it.
   *
   * @param labels that have to be there
   * @param churned of them
   * @param differences one readable line each
   */
  record Comparison(long labels, long churned, List<String> differences) {}

  /** By hand, for a real file: definition file, events, warehouse. */
  public static void main(String[] files) throws IOException {
    Definition definition = DefinitionFile.load(Path.of(files[0]));
    NaiveReplay events = NaiveReplay.of(definition, Path.of(files[1]), Machine.parallelism());
    Comparison comparison = compare(definition, events, Path.of(files[2]));
    comparison.differences().stream().limit(50).forEach(System.out::println);
    System.out.printf(
        "%d labels, %d churned, %d differences%n",
        comparison.labels(), comparison.churned(), comparison.differences().size());
  }

  /** Compares every label. */
  static Comparison compare(Definition definition, NaiveReplay events, Path warehouse)
      throws IOException {
    Map<String, Boolean> expected = expected(definition, events);
    Map<String, Boolean> found = new TreeMap<>();
    List<String> differences = new ArrayList<>();
    Catalog catalog = OfflineCatalog.open(OfflineCatalog.local(warehouse));
    try {
      OfflineReader.forEach(
          catalog.loadTable(OfflineTables.identifier(definition.project(), OfflineTables.LABELS)),
          Expressions.alwaysTrue(),
          row -> {
            Instant tick = (Instant) Objects.requireNonNull(row.get("as_of"));
            String key = tick + " " + row.get("user_id");
            if (found.put(key, (Boolean) row.get("churned")) != null) {
              differences.add(key + " is there twice");
            }
          });
    } finally {
      OfflineCatalog.close(catalog);
    }
    expected.forEach(
        (key, churned) -> {
          Boolean said = found.remove(key);
          if (!churned.equals(said)) {
            differences.add(key + " churned: " + said + ", expected " + churned);
          }
        });
    found.keySet().forEach(key -> differences.add(key + " has a label before its time"));
    long churned = expected.values().stream().filter(Boolean::booleanValue).count();
    return new Comparison(expected.size(), churned, differences);
  }

  private static Map<String, Boolean> expected(Definition definition, NaiveReplay events) {
    Churn churn = Objects.requireNonNull(definition.churn());
    long every = definition.observations().every().toMillis();
    long activeWithin = definition.observations().activeWithin().toMillis();
    long horizon = churn.horizon().toMillis();
    Map<String, Boolean> labels = new TreeMap<>();
    for (Map.Entry<String, NaiveUser> user : events.users().entrySet()) {
      List<Event> all = user.getValue().events();
      long first = all.stream().mapToLong(Event::timeMillis).min().orElseThrow();
      long firstTick = -Math.floorDiv(-first, every) * every;
      for (long tick = firstTick; tick + horizon <= events.watermark(); tick += every) {
        long at = tick;
        boolean isActive =
            all.stream()
                .mapToLong(Event::timeMillis)
                .anyMatch(time -> time <= at && time >= at - activeWithin);
        if (isActive) {
          boolean hasStayed =
              all.stream()
                  .filter(event -> churn.activity().contains(event.type()))
                  .mapToLong(Event::timeMillis)
                  .anyMatch(time -> time > at && time <= at + horizon);
          labels.put(Instant.ofEpochMilli(tick) + " " + user.getKey(), !hasStayed);
        }
      }
    }
    return labels;
  }
}
