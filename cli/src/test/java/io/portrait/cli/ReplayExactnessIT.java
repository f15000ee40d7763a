package io.portrait.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.Iterators;
import io.portrait.cli.ExportOracle.Comparison;
import io.portrait.definition.Definition;
import io.portrait.definition.DefinitionFile;
import io.portrait.event.RejectReason;
import io.portrait.offline.OfflineCatalog;
import io.portrait.offline.OfflineReader;
import io.portrait.offline.OfflineTables;
import io.portrait.shop.GeneratedRecord;
import io.portrait.shop.ShopGenerator;
import io.portrait.shop.ShopRates;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.ToLongFunction;
import java.util.zip.GZIPOutputStream;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.expressions.Expressions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole file through the real thing, each row then recomputed from the raw events. */
class ReplayExactnessIT {

  private static final int RECORDS = 20_000;
  private static final int PARTITIONS = 2;
  private static final Instant FROM = Instant.parse("2025-10-01T00:00:00Z");

  private final Random random = new Random(5);

  @TempDir Path folder;

  /** A record and when it comes. */
  private record Arrival(byte[] record, long atMillis) {}

  @Test
  void every_exported_row_equals_a_recomputation_from_the_raw_file() throws Exception {
    ShopRates busy = ShopRates.DEFAULT.withUsers(500);

    JsonNode summary = replay(write(busy, GeneratedRecord::sentMillis), null);

    assertThat(summary.get("events_duplicate").longValue()).isPositive();
    assertThat(summary.get("events_rejected").size()).isPositive();
  }

  @Test
  void every_aggregate_over_many_hops_equals_it_whatever_the_order_within_the_lateness()
      throws Exception {
    Path definitions =
        Path.of(Objects.requireNonNull(getClass().getResource("every-aggregate.yaml")).toURI());
    long outOfOrder = DefinitionFile.load(definitions).events().maxOutOfOrderness().toMillis();

    JsonNode summary =
        replay(
            write(shop(0.05), record -> record.sentMillis() + random.nextLong(outOfOrder)),
            definitions);

    assertThat(summary.get("events_rejected").has("too_late")).isFalse();
    assertThat(summary.get("events_late").longValue()).isPositive();
  }

  @Test
  void what_comes_later_than_the_longest_window_is_rejected_and_nothing_else() throws Exception {
    long sixtyDays = Duration.ofDays(60).toMillis();

    JsonNode summary =
        replay(
            write(
                shop(0.2),
                record ->
                    record.sentMillis()
                        + (random.nextInt(10) == 0 ? random.nextLong(sixtyDays) : 0)),
            null);

    assertThat(summary.get("events_rejected").get("too_late").longValue()).isGreaterThan(500);
    assertThat(summary.get("events_late").longValue()).isGreaterThan(500);
  }

  /** Replays a file and holds against it whatever came of it; the summary. */
  private JsonNode replay(Path events, @Nullable Path definitions) throws IOException {
    Definition definition = Definitions.of(definitions).definition();
    Path export = folder.resolve("rows.jsonl");
    Path data = folder.resolve("data");
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "replay",
                "--events",
                events.toString(),
                "--data-dir",
                data.toString(),
                "--parallelism",
                String.valueOf(PARTITIONS),
                "--export",
                export.toString()));
    if (definitions != null) {
      arguments.addAll(List.of("--definitions", definitions.toString()));
    }

    Run run = Run.of(arguments.toArray(String[]::new));

    assertThat(run.code()).as(run.err()).isZero();
    JsonNode summary = new ObjectMapper().readTree(run.lastLine());
    NaiveReplay naive = NaiveReplay.of(definition, events, PARTITIONS);
    assertThat(summary.get("events_in").longValue()).isEqualTo(RECORDS);
    assertThat(summary.get("events_duplicate").longValue()).isEqualTo(naive.duplicates());
    assertThat(summary.get("events_rejected"))
        .hasToString(new ObjectMapper().valueToTree(naive.rejected()).toString());
    assertThat(tooLate(data, definition)).containsExactlyInAnyOrderElementsOf(naive.tooLate());
    Comparison comparison = new ExportOracle(definition).compare(naive, export);
    assertThat(comparison.differences()).isEmpty();
    assertThat(comparison.rows()).isEqualTo(summary.get("users").longValue());
    return summary;
  }

  /** The records that stand as too late in the table of rejected ones. */
  private static List<String> tooLate(Path data, Definition definition) throws IOException {
    List<String> records = new ArrayList<>();
    Catalog catalog = OfflineCatalog.open(OfflineCatalog.local(data.resolve("warehouse")));
    try {
      OfflineReader.forEach(
          catalog.loadTable(
              OfflineTables.identifier(definition.project(), OfflineTables.REJECTED_EVENTS)),
          Expressions.equal("reason", RejectReason.TOO_LATE.label()),
          row -> records.add(new String((byte[]) row.get("raw"), StandardCharsets.UTF_8)));
    } finally {
      OfflineCatalog.close(catalog);
    }
    return records;
  }

  /**
   * A shop of visitors who come a few times and of two who come all the time; 0.05 makes a year.
   */
  private static ShopRates shop(double sessionsPerDay) {
    return ShopRates.DEFAULT
        .withUsers(200)
        .withVisits(
            new ShopRates.Visits(sessionsPerDay, 4, 0.8, 0.01, 0.25, 0.01, Duration.ofDays(10)));
  }

  /** Writes a shop's records in the order in which they are to come. */
  private Path write(ShopRates rates, ToLongFunction<GeneratedRecord> when) throws IOException {
    Iterator<GeneratedRecord> records =
        Iterators.limit(
            new ShopGenerator(11, rates).between(FROM, FROM.plus(Duration.ofDays(400))), RECORDS);
    List<Arrival> arrivals = new ArrayList<>();
    records.forEachRemaining(
        record -> arrivals.add(new Arrival(record.value(), when.applyAsLong(record))));
    arrivals.sort(Comparator.comparingLong(Arrival::atMillis));
    Path file = folder.resolve("events.jsonl.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      for (Arrival arrival : arrivals) {
        out.write(arrival.record());
        out.write('\n');
      }
    }
    return file;
  }
}
