package io.portrait.job.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.definition.Definition;
import io.portrait.job.churn.ChurnAlert;
import io.portrait.job.churn.Label;
import io.portrait.job.learn.ModelReport;
import io.portrait.job.segment.SegmentChange;
import io.portrait.job.wire.ChurnAlertWire;
import io.portrait.job.wire.LabelWire;
import io.portrait.job.wire.ModelReportWire;
import io.portrait.job.wire.SegmentChangeWire;
import io.portrait.offline.OfflineCatalog;
import io.portrait.offline.OfflineReader;
import io.portrait.offline.OfflineTables;
import io.portrait.offline.TableSchemas;
import io.portrait.offline.TestDefinitions;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What is learned, written by Flink into tables and read back by Iceberg. */
class LearningTablesIT {

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(2)
              .build());

  private static final Definition SHOP = TestDefinitions.of("shop", TestDefinitions.count("views"));
  private static final Instant TICK = Instant.parse("2026-11-20T00:00:00Z");
  private static final Instant MATURED = Instant.parse("2026-12-20T00:00:00Z");
  private static final long GENERATION = 4;

  private final Map<String, String> warehouse;

  LearningTablesIT(@TempDir Path folder) {
    warehouse = OfflineCatalog.local(folder);
  }

  @Test
  void every_value_is_in_the_column_that_is_its_own() throws Exception {
    long tick = TICK.toEpochMilli();
    Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(new Configuration());
    env.setParallelism(1);
    env.enableCheckpointing(200);
    IcebergSinks sinks = IcebergSinks.open(warehouse, SHOP, GENERATION, 2);
    sinks.labels(
        env.fromData(
            List.of(
                new Label("u", tick, MATURED.toEpochMilli(), true, 0.75, 12),
                new Label("w", tick, MATURED.toEpochMilli(), false, Double.NaN, 0)),
            LabelWire.TYPE),
        "labels");
    sinks.models(
        env.fromData(
            List.of(
                new ModelReport(
                    "churn", 12, tick, "{\"a\": 1}", Map.of("auc", 0.8, "brier", Double.NaN)),
                new ModelReport("segments", 3, tick, "", Map.of())),
            ModelReportWire.TYPE),
        "models");
    sinks.segmentChanges(
        env.fromData(
            List.of(
                new SegmentChange("u", tick, 2, 5, 17),
                new SegmentChange("w", tick, SegmentChange.NONE, 0, 17)),
            SegmentChangeWire.TYPE),
        "changes");
    sinks.churnAlerts(
        env.fromData(
            List.of(
                new ChurnAlert("u", tick, 0.75, 0.7, 12, List.of("no view for 9 days: +0.20", "b")),
                new ChurnAlert("w", tick, 1, 0.7, 12, List.of())),
            ChurnAlertWire.TYPE),
        "alerts");
    env.execute();

    assertThat(read(OfflineTables.LABELS, TableSchemas.labels(), before))
        .containsExactlyInAnyOrder(
            row(
                "user_id",
                "u",
                "as_of",
                TICK,
                "matured_at",
                MATURED,
                "churned",
                true,
                "probability",
                0.75,
                "model_version",
                12L),
            row(
                "user_id",
                "w",
                "as_of",
                TICK,
                "matured_at",
                MATURED,
                "churned",
                false,
                "probability",
                null,
                "model_version",
                null));
    assertThat(read(OfflineTables.MODELS, TableSchemas.models(), before))
        .containsExactlyInAnyOrder(
            row(
                "name",
                "churn",
                "version",
                12L,
                "as_of",
                TICK,
                "parameters",
                "{\"a\": 1}",
                "metrics",
                Map.of("auc", 0.8)),
            row(
                "name",
                "segments",
                "version",
                3L,
                "as_of",
                TICK,
                "parameters",
                "",
                "metrics",
                Map.of()));
    assertThat(read(OfflineTables.SEGMENT_CHANGES, TableSchemas.segmentChanges(), before))
        .containsExactlyInAnyOrder(
            row(
                "user_id",
                "u",
                "as_of",
                TICK,
                "from_segment",
                2L,
                "to_segment",
                5L,
                "model_version",
                17L),
            row(
                "user_id",
                "w",
                "as_of",
                TICK,
                "from_segment",
                null,
                "to_segment",
                0L,
                "model_version",
                17L));
    assertThat(read(OfflineTables.CHURN_ALERTS, TableSchemas.churnAlerts(), before))
        .containsExactlyInAnyOrder(
            row(
                "user_id",
                "u",
                "as_of",
                TICK,
                "probability",
                0.75,
                "threshold",
                0.7,
                "model_version",
                12L,
                "reasons",
                List.of("no view for 9 days: +0.20", "b")),
            row(
                "user_id",
                "w",
                "as_of",
                TICK,
                "probability",
                1.0,
                "threshold",
                0.7,
                "model_version",
                12L,
                "reasons",
                List.of()));
  }

  /** Columns and what is in them, in turn. */
  private static Map<String, @Nullable Object> row(@Nullable Object... cells) {
    Map<String, @Nullable Object> row = new TreeMap<>();
    for (int i = 0; i < cells.length; i += 2) {
      row.put(String.valueOf(cells[i]), cells[i + 1]);
    }
    row.put("generation", GENERATION);
    row.put("definitions", SHOP.hash());
    return row;
  }

  /** The rows without the time at which they were written, which is that of the test. */
  private List<Map<String, @Nullable Object>> read(String table, Schema schema, Instant before) {
    Catalog catalog = OfflineCatalog.open(warehouse);
    try {
      List<Map<String, @Nullable Object>> rows =
          OfflineReader.rows(
              catalog.loadTable(OfflineTables.identifier("shop", table)), Expressions.alwaysTrue());
      return rows.stream()
          .map(
              row -> {
                assertThat(row.keySet())
                    .containsExactlyInAnyOrderElementsOf(
                        schema.columns().stream().map(NestedField::name).toList());
                assertThat((Instant) row.get("known_at")).isBetween(before, Instant.now());
                Map<String, @Nullable Object> kept = new TreeMap<>(row);
                kept.remove("known_at");
                return kept;
              })
          .toList();
    } finally {
      OfflineCatalog.close(catalog);
    }
  }
}
