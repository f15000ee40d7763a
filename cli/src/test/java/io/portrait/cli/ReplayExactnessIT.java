package io.portrait.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.Iterators;
import io.portrait.shop.GeneratedRecord;
import io.portrait.shop.ShopGenerator;
import io.portrait.shop.ShopRates;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole file through the real thing, each row then recomputed from the raw events. */
class ReplayExactnessIT {

  private static final int RECORDS = 20_000;
  private static final Instant FROM = Instant.parse("2026-02-01T00:00:00Z");

  @TempDir Path folder;

  @Test
  void every_exported_row_equals_a_recomputation_from_the_raw_file() throws Exception {
    Path events = generated();
    Path export = folder.resolve("rows.jsonl");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();

    int code =
        Portrait.run(
            List.of(
                "replay",
                "--events",
                events.toString(),
                "--data-dir",
                folder.resolve("data").toString(),
                "--export",
                export.toString()),
            new Console(print(out), print(err), false));

    assertThat(code).as(err.toString(StandardCharsets.UTF_8)).isZero();
    JsonNode summary = new ObjectMapper().readTree(out.toString(StandardCharsets.UTF_8).strip());
    long rejected = 0;
    for (JsonNode count : summary.get("events_rejected")) {
      rejected += count.longValue();
    }
    assertThat(summary.get("events_in").longValue()).isEqualTo(RECORDS);
    assertThat(rejected).isPositive();
    assertThat(
            summary.get("events_accepted").longValue()
                + summary.get("events_duplicate").longValue()
                + rejected)
        .isEqualTo(RECORDS);
    assertThat(summary.get("events_duplicate").longValue()).isPositive();
    assertThat(Files.readAllLines(export)).hasSize(summary.get("users").intValue());
    assertThat(new ExportOracle(Definitions.of(null).definition()).differences(events, export))
        .isEmpty();
  }

  private Path generated() throws IOException {
    Path file = folder.resolve("events.jsonl.gz");
    Iterator<GeneratedRecord> records =
        Iterators.limit(
            new ShopGenerator(11, ShopRates.DEFAULT.withUsers(500))
                .between(FROM, FROM.plus(Duration.ofDays(365))),
            RECORDS);
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      while (records.hasNext()) {
        out.write(records.next().value());
        out.write('\n');
      }
    }
    return file;
  }

  private static PrintStream print(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }
}
