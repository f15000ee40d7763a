package io.portrait.offline;

import static io.portrait.offline.TestDefinitions.count;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelHistoryTest {

  private static final Instant TICK = Instant.parse("2026-11-20T00:00:00Z");

  private final Catalog catalog;
  private final Table models;

  ModelHistoryTest(@TempDir Path warehouse) {
    catalog = OfflineCatalog.create(OfflineCatalog.local(warehouse));
    OfflineTables.ensure(catalog, TestDefinitions.of("shop", count("views")));
    models = catalog.loadTable(OfflineTables.identifier("shop", OfflineTables.MODELS));
  }

  @AfterEach
  void closeTheWarehouse() {
    OfflineCatalog.close(catalog);
  }

  @Test
  void anEmptyTableHasNoModels() {
    assertThat(ModelHistory.of(models)).isEmpty();
  }

  @Test
  void modelsComeByNameInTheOrderOfTheirTicks() throws IOException {
    ModelRow second = row("churn", 2, 1, 0, 0);
    ModelRow first = row("churn", 1, 0, 0, 0);
    ModelRow other = row("segments", 7, 0, 0, 0);
    TestRows.append(models, second);
    TestRows.append(models, other);
    TestRows.append(models, first);

    assertThat(ModelHistory.of(models).get("churn")).containsExactly(first, second);
    assertThat(ModelHistory.of(models).get("segments")).containsExactly(other);
    assertThat(second.metric("auc")).isEqualTo(0.75);
    assertThat(second.metric("none")).isNaN();
  }

  @Test
  void aTickThatWasWrittenAgainCountsAsItWasKnownLast() throws IOException {
    ModelRow corrected = row("churn", 1, 0, 0, 9);
    TestRows.append(models, corrected);
    TestRows.append(models, row("churn", 1, 0, 0, 3));

    assertThat(ModelHistory.of(models).get("churn")).containsExactly(corrected);
  }

  @Test
  void onlyTheNewestGenerationCounts() throws IOException {
    ModelRow rewritten = row("churn", 1, 0, 1, 0);
    TestRows.append(models, row("churn", 1, 0, 0, 5));
    TestRows.append(models, row("churn", 2, 1, 0, 6));
    TestRows.append(models, rewritten);

    assertThat(ModelHistory.of(models).get("churn")).containsExactly(rewritten);
  }

  @Test
  void aTickAtWhichNothingWasLearnedIsCompletedByTheLastThatWas() {
    ModelRow learned = row("churn", 1, 0, 0, 0);
    ModelRow told =
        new ModelRow(
            "churn",
            1,
            TICK.plus(Duration.ofDays(1)),
            TICK.plus(Duration.ofDays(1)),
            0,
            "0123456789abcdef",
            "",
            new TreeMap<>(Map.of("psi.score", 0.1)));

    ModelRow latest = ModelHistory.latest(List.of(row("churn", 0, -1, 0, 0), learned, told, told));

    assertThat(latest.asOf()).isEqualTo(told.asOf());
    assertThat(latest.parameters()).isEqualTo("{}");
    assertThat(latest.metrics()).isEqualTo(Map.of("auc", 0.75, "psi.score", 0.1));
    assertThat(ModelHistory.latest(List.of(told, learned))).isEqualTo(learned);
    assertThat(ModelHistory.latest(List.of(told))).isEqualTo(told);
  }

  private static ModelRow row(
      String name, long version, int day, long generation, int knownAfterMinutes) {
    Instant asOf = TICK.plus(Duration.ofDays(day));
    return new ModelRow(
        name,
        version,
        asOf,
        asOf.plus(Duration.ofMinutes(knownAfterMinutes)),
        generation,
        "0123456789abcdef",
        "{}",
        new TreeMap<>(Map.of("auc", 0.75)));
  }
}
