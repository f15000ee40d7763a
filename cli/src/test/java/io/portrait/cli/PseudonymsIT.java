package io.portrait.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.portrait.erasure.DecodedFiles;
import io.portrait.event.Pseudonyms;
import io.portrait.offline.OfflineCatalog;
import io.portrait.offline.OfflineReader;
import io.portrait.offline.OfflineTables;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.expressions.Expressions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * From end to end under pseudonyms: the raw id is in no file but the events' own topic, and whoever
 * has the key finds, explains, audits and erases by it.
 */
class PseudonymsIT {

  private static final Duration SOON = Duration.ofMinutes(3);
  private static final String KEY = "5f1d8a3c9e7b40265f1d8a3c9e7b4026";
  private static final String OTHER_KEY = "00000000000000000000000000000000";

  /** Unlike anything else. */
  private static final String RAW = "Zq-planted-91c4e7d2aa6b4f05";

  private static final String PSEUDONYM = Pseudonyms.of(KEY).name(RAW);

  private static final String DEFINITION =
      """
      project: named
      features:
        - {name: views, types: [view], aggregate: count, windows: [1d, 7d]}
        - {name: since, aggregate: recency}
      events: {max_out_of_orderness: 1m, pseudonymise: true}
      observations: {every: 1d, active_within: 5d}
      segments: {count: 2, features: [views_1d, views_7d]}
      churn: {activity: [view], horizon: 2d, features: [views_7d, since], alert: {above: 0.01, again_below: 0.005}}
      online: {emit_at_most_every: 10ms}
      """;

  private static final int DAYS = 10;

  @SuppressWarnings("TimeInStaticInitializer") // the days before the test, whenever it runs
  private static final Instant FROM =
      Instant.now().truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(DAYS + 2));

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void leaveNothingBehind() {
    processes.forEach(Process::destroyForcibly);
  }

  @Test
  void theRawIdIsStoredNowhereAndFindsEverything() throws Exception {
    Files.writeString(folder.resolve("named.yaml"), DEFINITION);
    Path events = Files.write(folder.resolve("events.jsonl"), events());
    Process up = upWith(events);
    await().atMost(SOON).until(() -> !stored(OfflineTables.LABELS).isEmpty());
    await().atMost(SOON).until(() -> !stored(OfflineTables.REJECTED_EVENTS).isEmpty());

    assertThat(run(KEY, "get", RAW)).contains(PSEUDONYM, "views_7d").doesNotContain(RAW);
    assertThat(run("", "get", PSEUDONYM)).as("by the pseudonym, without the key").contains("views");
    assertThat(run(KEY, "audit", "--users", RAW)).contains("0 mismatches");
    assertThat(http(RAW).body()).contains("\"user_id\":\"" + PSEUDONYM + "\"");
    assertThat(run(KEY, "training-set", "--out", path("set.csv"), "--labels", labels()))
        .contains("1 labels", "1 to what was known of the user");

    stop(up);

    assertThat(run(KEY, "explain", RAW, "views_7d")).startsWith(PSEUDONYM);
    assertThat(raw(folder.resolve(".portrait"))).as("files that hold the raw id").isEmpty();
    assertThat(alerts()).as("topics that the job writes").contains(PSEUDONYM).doesNotContain(RAW);
    assertThat(Files.readString(folder.resolve("set.csv"))).contains(PSEUDONYM).doesNotContain(RAW);
    assertThat(DecodedFiles.holding(folder.resolve(".portrait"), PSEUDONYM))
        .anyMatch(file -> file.startsWith("redis"))
        .anyMatch(file -> file.startsWith("warehouse"))
        .anyMatch(file -> file.startsWith("savepoints"));
    assertThat(opened()).as("rejected, with the key").contains(RAW).contains("yesterday");

    assertThat(complaint(OTHER_KEY, "up", "--definitions", path("named.yaml")))
        .contains("were written under pseudonyms of another key");
    assertThat(complaint("", "up", "--definitions", path("named.yaml")))
        .contains("the definitions ask for pseudonyms: set PORTRAIT_PSEUDONYM_KEY");
    assertThat(complaint("", "erase", RAW, "--yes")).contains("set PORTRAIT_PSEUDONYM_KEY");

    assertThat(run(KEY, "erase", RAW, "--yes")).contains("erased      1 user");

    assertThat(complaint(KEY, "get", RAW)).contains("no profile for '" + RAW + "'");
    assertThat(DecodedFiles.holding(folder.resolve(".portrait"), PSEUDONYM))
        .filteredOn(file -> !file.startsWith("kafka"))
        .isEmpty();
    assertThat(stored(OfflineTables.REJECTED_EVENTS)).as("the sealed record, too").hasSize(1);
  }

  /**
   * The topic has the history once more: counted twice, where names were others before and after.
   */
  @Test
  void whatWasBootstrappedGoesOnUnderTheSameNames() throws Exception {
    Files.writeString(folder.resolve("named.yaml"), DEFINITION);
    List<String> all = events();
    Path history = Files.write(folder.resolve("history.jsonl"), all.subList(0, all.size() / 2));
    Path topic = Files.write(folder.resolve("topic.jsonl"), all);

    assertThat(
            complaint(
                "", "bootstrap", "--definitions", path("named.yaml"), "--from", history.toString()))
        .contains("set PORTRAIT_PSEUDONYM_KEY");
    assertThat(folder.resolve(".portrait")).as("before anything is read").doesNotExist();
    run(
        KEY,
        "bootstrap",
        "--definitions",
        path("named.yaml"),
        "--from",
        history.toString(),
        "--parallelism",
        "2",
        "--port",
        "0");
    assertThat(DecodedFiles.holding(folder.resolve(".portrait"), PSEUDONYM))
        .anyMatch(file -> file.startsWith("savepoints"));

    Process up = upWith(topic);
    await().atMost(SOON).until(() -> stored(OfflineTables.REJECTED_EVENTS).size() == 2);
    assertThat(output(up)).contains("Goes on     from savepoints/");
    String audit = run(KEY, "audit", "--users", RAW);
    assertThat(audit).contains("0 mismatches");
    stop(up);

    assertThat(raw(folder.resolve(".portrait"))).as("files that hold the raw id").isEmpty();
  }

  /** A few users over some days; a broken record of the planted one, and one of somebody else. */
  private static List<String> events() {
    List<String> lines = new ArrayList<>();
    for (int hour = 0; hour < DAYS * 24; hour += 4) {
      Instant time = FROM.plus(Duration.ofHours(hour));
      for (String user : List.of("u-1", "u-2", "u-3", RAW)) {
        if (hour / 24 % 5 < 3 || user.equals("u-1")) {
          lines.add(
              "{\"event_id\":\"%d\",\"user_id\":\"%s\",\"type\":\"view\",\"time\":\"%s\"}"
                  .formatted(hour, user, time));
        }
      }
    }
    lines.add("{\"user_id\":\"" + RAW + "\",\"type\":\"view\",\"time\":\"yesterday\"}");
    lines.add("{\"user_id\":\"u-1\",\"type\":\"view\",\"time\":\"" + RAW.length() + "?\"}");
    return lines;
  }

  private Process upWith(Path events) throws Exception {
    return start(
        KEY,
        "up",
        "--definitions",
        path("named.yaml"),
        "--events",
        events.toString(),
        "--parallelism",
        "2",
        "--port",
        "0",
        "--checkpoint-interval",
        "500ms");
  }

  private String labels() throws Exception {
    Path file = folder.resolve("labels.csv");
    Files.write(
        file, List.of("user_id,time,label", RAW + "," + FROM.plus(Duration.ofDays(7)) + ",1"));
    return file.toString();
  }

  private List<String> raw(Path root) throws Exception {
    return DecodedFiles.holding(root, RAW).stream()
        .filter(file -> !file.startsWith("kafka/user-events"))
        .toList();
  }

  /** What lies in the files of the alerts' topic. */
  private String alerts() throws Exception {
    StringBuilder text = new StringBuilder();
    try (var files = Files.walk(folder.resolve(".portrait/kafka"))) {
      for (Path file :
          files.filter(file -> file.toString().matches(".*/churn-alerts-\\d+/.*\\.log")).toList()) {
        text.append(Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    return text.toString();
  }

  private List<Map<String, @Nullable Object>> stored(String table) {
    Path warehouse = folder.resolve(".portrait/warehouse");
    if (!Files.exists(warehouse.resolve("catalog.db"))) {
      return List.of();
    }
    Catalog catalog = OfflineCatalog.open(OfflineCatalog.local(warehouse));
    try {
      return OfflineReader.rows(
          catalog.loadTable(OfflineTables.identifier("named", table)), Expressions.alwaysTrue());
    } catch (org.apache.iceberg.exceptions.NoSuchTableException e) {
      return List.of();
    } finally {
      OfflineCatalog.close(catalog);
    }
  }

  private String opened() {
    Pseudonyms pseudonyms = Pseudonyms.of(KEY);
    StringBuilder text = new StringBuilder();
    for (Map<String, @Nullable Object> row : stored(OfflineTables.REJECTED_EVENTS)) {
      byte[] raw = (byte[]) Objects.requireNonNull(row.get("raw"));
      text.append(new String(pseudonyms.open(raw), StandardCharsets.UTF_8));
    }
    return text.toString();
  }

  private HttpResponse<String> http(String user) throws Exception {
    String address = DataDirectory.endpoints(folder.resolve(".portrait")).orElseThrow().http();
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(address + "/v1/profiles/" + user)).build(),
            BodyHandlers.ofString());
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  /** Runs a command that has to succeed; what it printed. */
  private String run(String key, String... arguments) throws Exception {
    Process process = start(key, arguments);
    assertThat(process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output(process)).isZero();
    return output(process);
  }

  /** Runs a command that has to fail; what it complained, one line. */
  private String complaint(String key, String... arguments) throws Exception {
    Process process = start(key, arguments);
    assertThat(process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output(process)).isBetween(1, 2);
    List<String> complaints =
        output(process).lines().filter(line -> line.startsWith("portrait: ")).toList();
    assertThat(complaints).as(output(process)).hasSize(1);
    return complaints.get(0);
  }

  private Process start(String key, String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--data-dir", path(".portrait")));
    ProcessBuilder builder = PortraitProcess.of(output(processes.size()), all);
    if (!key.isEmpty()) {
      builder.environment().put(Pseudonyms.VARIABLE, key);
    }
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  private String output(Process process) throws Exception {
    return Files.readString(output(processes.indexOf(process)));
  }

  private Path output(int number) {
    return folder.resolve("output-" + number);
  }

  private void stop(Process process) throws Exception {
    PortraitProcess.stop(process, 0, SOON, output(processes.indexOf(process)));
  }
}
