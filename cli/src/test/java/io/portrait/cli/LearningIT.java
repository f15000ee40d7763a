package io.portrait.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.definition.Definition;
import io.portrait.definition.DefinitionFile;
import io.portrait.offline.OfflineCatalog;
import io.portrait.offline.OfflineReader;
import io.portrait.offline.OfflineTables;
import io.portrait.shop.GeneratedRecord;
import io.portrait.shop.ShopGenerator;
import io.portrait.shop.ShopRates;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.expressions.Expressions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A shop's file through the real thing: what it learns, and what people are told of it. */
class LearningIT {

  private static final String DEFINITION =
      """
      project: learning
      features:
        - {name: views, types: [view], aggregate: count, windows: [1d, 7d, 30d]}
        - {name: spend, types: [purchase], aggregate: sum, of: amount, windows: [30d]}
        - {name: days, aggregate: days_active, windows: [7d, 30d]}
        - {name: since, aggregate: recency}
      derived: [{name: spend_per_view, value: "spend_30d / views_30d"}]
      observations: {every: 1d, active_within: 30d}
      segments: {count: 3, features: [views_7d, spend_30d, days_30d, spend_per_view]}
      churn:
        activity: [view, cart, purchase]
        horizon: 3d
        features: [views_1d, views_7d, views_30d, spend_30d, days_7d, days_30d, since, spend_per_view, tenure_days]
        alert: {above: 0.5}
      """;

  private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");

  /** Everyone comes now and then, and everything in order. */
  private static final ShopRates RATES =
      ShopRates.DEFAULT
          .withUsers(250)
          .withVisits(new ShopRates.Visits(0.2, 4, 0.8, 0.01, 0.25, 0.01, Duration.ofDays(10)))
          .withFlaws(new ShopRates.Flaws(0, Duration.ZERO, 0, Duration.ZERO, 0));

  private static final List<String> TABLES =
      List.of(
          OfflineTables.FEATURE_LOG,
          OfflineTables.LABELS,
          OfflineTables.MODELS,
          OfflineTables.SEGMENT_CHANGES,
          OfflineTables.CHURN_ALERTS);

  private final Definition definition = DefinitionFile.parse(DEFINITION, "learning");
  private Path definitions;
  private Path events;

  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    definitions = Files.writeString(folder.resolve("learning.yaml"), DEFINITION);
    events = folder.resolve("events.jsonl");
    List<GeneratedRecord> records = new ArrayList<>();
    Iterator<GeneratedRecord> shop =
        new ShopGenerator(11, RATES).between(FROM, FROM.plus(Duration.ofDays(40)));
    shop.forEachRemaining(records::add);
    records.sort(Comparator.comparingLong(GeneratedRecord::sentMillis));
    try (OutputStream out = Files.newOutputStream(events)) {
      for (GeneratedRecord record : records) {
        out.write(record.value());
        out.write('\n');
      }
    }
  }

  @Test
  void two_replays_learn_the_same_whatever_the_parallelism_and_every_label_is_true()
      throws IOException {
    Path one = replay("one", 1);
    Path three = replay("three", 3);

    LabelOracle.Comparison labels =
        LabelOracle.compare(
            definition, NaiveReplay.of(definition, events, 1), one.resolve("warehouse"));
    assertThat(labels.differences()).isEmpty();
    assertThat(labels.churned()).isBetween(500L, labels.labels() - 500);
    for (String table : TABLES) {
      Map<String, Integer> rows = rows(one, table);
      assertThat(rows).as(table).isNotEmpty();
      assertThat(rows(three, table)).as(table).isEqualTo(rows);
    }
    Run models = Run.of("models", "--data-dir", one.toString(), "--definitions", path());
    assertThat(models.out()).contains("churn  version").contains("AUC").contains("segments");
    Run segments = Run.of("segments", "--data-dir", one.toString(), "--definitions", path());
    assertThat(segments.out()).contains("█").contains("such as");
  }

  private String path() {
    return definitions.toString();
  }

  private Path replay(String name, int parallelism) {
    Path data = folder.resolve(name);
    Run run =
        Run.of(
            "replay",
            "--events",
            events.toString(),
            "--definitions",
            path(),
            "--data-dir",
            data.toString(),
            "--parallelism",
            String.valueOf(parallelism));
    assertThat(run.code()).as(run.err()).isZero();
    return data;
  }

  /** Every row of a table and how often it is there, write times aside. */
  private static Map<String, Integer> rows(Path data, String table) throws IOException {
    Map<String, Integer> rows = new TreeMap<>();
    Catalog catalog = OfflineCatalog.open(OfflineCatalog.local(data.resolve("warehouse")));
    try {
      OfflineReader.forEach(
          catalog.loadTable(OfflineTables.identifier("learning", table)),
          Expressions.alwaysTrue(),
          row -> {
            Map<String, Object> kept = new TreeMap<>(row);
            kept.remove("known_at");
            rows.merge(kept.toString(), 1, Integer::sum);
          });
    } finally {
      OfflineCatalog.close(catalog);
    }
    return rows;
  }
}
