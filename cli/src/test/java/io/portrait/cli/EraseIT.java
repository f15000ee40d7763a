package io.portrait.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.portrait.erasure.DecodedFiles;
import io.portrait.offline.OfflineCatalog;
import io.portrait.offline.OfflineReader;
import io.portrait.offline.OfflineTables;
import io.portrait.online.OnlineStore;
import io.portrait.online.RedisAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.expressions.Expressions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user is erased from the real thing, and every file is searched for the user afterwards. */
class EraseIT {

  private static final Duration SOON = Duration.ofMinutes(3);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Unlike anything else. */
  private static final String PLANTED = "Zq-planted-7f3c9e51b2d84a06";

  private static final String DEFINITION =
      """
      project: erasing
      features:
        - {name: views, types: [view], aggregate: count, windows: [1d, 7d]}
        - {name: items, types: [view], aggregate: top, of: item_id, keep: 3, windows: [7d]}
        - {name: since, aggregate: recency}
      events: {max_out_of_orderness: 1m}
      observations: {every: 1d, active_within: 5d}
      segments: {count: 2, features: [views_1d, views_7d]}
      churn: {activity: [view], horizon: 2d, features: [views_7d, since], alert: {above: 0.01, again_below: 0.005}}
      online: {emit_at_most_every: 10ms}
      """;

  private static final List<String> TABLES =
      List.of(
          OfflineTables.PROFILES,
          OfflineTables.FEATURE_LOG,
          OfflineTables.LABELS,
          OfflineTables.CHURN_ALERTS,
          OfflineTables.REJECTED_EVENTS,
          OfflineTables.MODELS);

  private static final int DAYS = 12;

  @SuppressWarnings("TimeInStaticInitializer") // the days before the test, whenever it runs
  private static final Instant FROM =
      Instant.now().truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(DAYS + 2));

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @SuppressWarnings("NullAway.Init")
  private Path data;

  @SuppressWarnings("NullAway.Init")
  private Path definitions;

  private final List<Process> processes = new ArrayList<>();

  @BeforeEach
  void write() throws Exception {
    data = folder.resolve("data");
    definitions = Files.writeString(folder.resolve("erasing.yaml"), DEFINITION);
  }

  @AfterEach
  void leaveNothingBehind() {
    processes.forEach(Process::destroyForcibly);
  }

  @Test
  void anErasedUserIsInNoFileAndComesBackOnlyAsANewOne() throws Exception {
    Process up = up(file("all.jsonl", events("a")));
    await().atMost(SOON).untilAsserted(() -> assertThat(tablesOf(PLANTED)).containsAll(TABLES));
    assertThat(held("redis")).as("Redis before").isNotEmpty();
    assertThat(explain().code()).as("state before").isZero();

    Run dry = Run.of("erase", PLANTED, "--dry-run", "--data-dir", data.toString());
    assertThat(dry.code()).as(dry.err()).isZero();
    assertThat(dry.out())
        .contains("table labels")
        .contains("table profiles")
        .contains("1 profiles");
    assertThat(tablesOf(PLANTED)).containsAll(TABLES);

    Run erased = erase("--receipt", folder.resolve("receipt.json").toString());
    assertThat(erased.code()).as(erased.err() + erased.out()).isZero();
    assertThat(erased.out())
        .contains("table labels")
        .contains("append-only file")
        .doesNotContain(PLANTED);
    JsonNode receipt = JSON.readTree(folder.resolve("receipt.json").toFile());
    assertThat(receipt.toString()).doesNotContain(PLANTED);
    assertThat(receipt.get("complete").booleanValue()).isTrue();
    assertThat(receipt.get("users").get(0).get("known").booleanValue()).isTrue();

    stop(up);
    assertThat(everywhere()).isEmpty();
    assertThat(held("savepoints")).isEmpty();
    assertThat(explain().complaints()).singleElement().asString().contains("no user");

    // The same once more, under new ids, and then something that was done after the erasure.
    List<String> again = events("b");
    again.add(view(PLANTED, "c", Instant.now()));
    again.add(view("u-end", "c", Instant.now()));
    Process later = up(file("again.jsonl", again));
    await().atMost(SOON).untilAsserted(() -> assertThat(eventsOf("u-end")).isEqualTo(1));
    await().atMost(SOON).untilAsserted(() -> assertThat(eventsOf(PLANTED)).isEqualTo(1));
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(tablesOf(PLANTED)).contains(OfflineTables.PROFILES));
    assertThat(tablesOf(PLANTED))
        .as("history of before")
        .doesNotContain(
            OfflineTables.LABELS, OfflineTables.FEATURE_LOG, OfflineTables.CHURN_ALERTS);
    stop(later);

    Run stopped = erase();
    assertThat(stopped.code()).as(stopped.err() + stopped.out()).isZero();
    assertThat(stopped.out()).contains("brought up for it");
    assertThat(everywhere()).isEmpty();
  }

  @Test
  void whatAReplayLeftIsErasedWithoutAJobAndASecondReplayDoesNotBringItBack() throws Exception {
    Path events = file("all.jsonl", events("a"));
    replay(events);
    assertThat(tablesOf(PLANTED)).containsAll(TABLES);

    Path copy = copyOf(data);
    Run inCopy = Run.of("erase", PLANTED, "--yes", "--data-dir", copy.toString());
    assertThat(inCopy.code()).isEqualTo(1);
    assertThat(inCopy.complaints()).singleElement().asString().contains(copy + " is a copy");

    Run erased = erase();
    assertThat(erased.code()).as(erased.err() + erased.out()).isZero();
    assertThat(erased.out()).contains("without a job");
    assertThat(everywhere()).isEmpty();

    replay(events);
    assertThat(tablesOf(PLANTED))
        .as("rejected records say nothing of a user's life")
        .isSubsetOf(OfflineTables.REJECTED_EVENTS);
    Run get = Run.of("get", PLANTED, "--data-dir", data.toString());
    assertThat(get.complaints()).containsExactly("portrait: no profile for '" + PLANTED + "'");
    assertThat(Run.of("get", "u-1", "--data-dir", data.toString()).code()).isZero();

    Run nobody = Run.of("erase", "never-seen-by-anyone", "--yes", "--data-dir", data.toString());
    assertThat(nobody.code()).as(nobody.err() + nobody.out()).isZero();
    assertThat(nobody.out()).contains("nothing was known of this user");
  }

  /** Files of the data directory that hold the user, but for the topic's own. */
  private List<String> everywhere() {
    return DecodedFiles.holding(data, PLANTED).stream()
        .filter(file -> !file.startsWith("kafka"))
        .toList();
  }

  private List<String> held(String part) {
    return DecodedFiles.holding(data.resolve(part), PLANTED);
  }

  /** Tables in whose rows, as they are now, the user stands. */
  private List<String> tablesOf(String user) {
    if (!Files.exists(data.resolve("warehouse/catalog.db"))) {
      return List.of();
    }
    Catalog catalog = OfflineCatalog.open(OfflineCatalog.local(data.resolve("warehouse")));
    try {
      return Stream.concat(TABLES.stream(), Stream.of(OfflineTables.SEGMENT_CHANGES))
          .filter(
              table ->
                  OfflineReader.rows(
                          catalog.loadTable(OfflineTables.identifier("erasing", table)),
                          Expressions.alwaysTrue())
                      .stream()
                      .flatMap(row -> row.values().stream())
                      .anyMatch(
                          value ->
                              value instanceof byte[] bytes
                                  ? DecodedFiles.contains(bytes, user)
                                  : String.valueOf(value).contains(user)))
          .toList();
    } catch (org.apache.iceberg.exceptions.NoSuchTableException e) {
      return List.of();
    } finally {
      OfflineCatalog.close(catalog);
    }
  }

  private long eventsOf(String user) {
    return DataDirectory.endpoints(data)
        .map(
            endpoints -> {
              try (OnlineStore store =
                  OnlineStore.connect(new RedisAddress(endpoints.redis(), "", ""), "erasing")) {
                return store.get(user).map(profile -> profile.row().version().events()).orElse(0L);
              }
            })
        .orElse(0L);
  }

  private Run erase(String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("erase", PLANTED, "--yes", "--data-dir", data.toString()));
    arguments.addAll(List.of(more));
    return Run.of(arguments.toArray(String[]::new));
  }

  private Run explain() {
    return Run.of("explain", PLANTED, "views_7d", "--data-dir", data.toString());
  }

  private Path copyOf(Path original) throws IOException {
    Path copy = folder.resolve("copy");
    try (Stream<Path> files = Files.walk(original)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(original.relativize(file)));
      }
    }
    return copy;
  }

  private void replay(Path events) {
    Run run =
        Run.of(
            "replay",
            "--events",
            events.toString(),
            "--definitions",
            definitions.toString(),
            "--data-dir",
            data.toString());
    assertThat(run.code()).as(run.err()).isZero();
  }

  /** A few users over some days, the planted one among them, and a broken record of that one. */
  private static List<String> events(String run) {
    List<String> lines = new ArrayList<>();
    for (int hour = 0; hour < DAYS * 24; hour += 4) {
      Instant time = FROM.plus(Duration.ofHours(hour));
      for (int user = 1; user <= 4; user++) {
        if ((hour / 24 + user) % 4 != 0) {
          lines.add(view("u-" + user, run + hour, time.plusSeconds(user)));
        }
      }
      if (hour / 24 % 5 < 3) {
        lines.add(view(PLANTED, run + hour, time.plusSeconds(7)));
      }
    }
    lines.add("{\"user_id\":\"" + PLANTED + "\",\"type\":\"view\",\"time\":\"yesterday\"}");
    return lines;
  }

  private static String view(String user, String id, Instant time) {
    return String.format(
        "{\"event_id\":\"%s\",\"user_id\":\"%s\",\"type\":\"view\",\"time\":\"%s\",\"item_id\":\"i-%s\"}",
        id, user, time, id.length());
  }

  private Path file(String name, List<String> lines) throws Exception {
    return Files.write(folder.resolve(name), lines);
  }

  private Process up(Path events) throws Exception {
    Process process =
        PortraitProcess.up(
            folder,
            "--checkpoint-interval",
            "500ms",
            "--definitions",
            definitions.toString(),
            "--events",
            events.toString());
    processes.add(process);
    return process;
  }

  private void stop(Process process) throws Exception {
    PortraitProcess.stop(process, 0, SOON, folder.resolve(PortraitProcess.OUTPUT));
  }
}
