package io.portrait.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.portrait.cli.embedded.EmbeddedRedis;
import io.portrait.online.OnlineStore;
import io.portrait.online.RedisAddress;
import io.portrait.online.StoredProfile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The live run as a process of its own, stopped and killed. */
class UpIT {

  private static final Duration SOON = Duration.ofMinutes(3);

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void leaveNothingBehind() {
    processes.forEach(Process::destroyForcibly);
  }

  @Test
  void nothingIsLostOrCountedTwiceWhenItIsKilledOrStopped() throws Exception {
    ShopFile file = ShopFile.write(folder.resolve("shop.jsonl"), Duration.ofHours(24));
    String[] arguments = {"--events", file.path().toString(), "--checkpoint-interval", "500ms"};

    Process killed = up(arguments);
    await().atMost(SOON).until(() -> checkpointed() && !events().isEmpty());
    killed.destroyForcibly().waitFor();

    Process stopped = up(arguments);
    await().atMost(SOON).until(() -> total(events()) > 1_000);
    stop(stopped);
    assertThat(output()).contains("Goes on     from checkpoints", "Savepoint   savepoints");
    assertThat(folder.resolve("data/checkpoints")).as("the savepoint has it all").doesNotExist();

    Process last = up(arguments);
    await().atMost(SOON).until(() -> total(events()) >= file.accepted());
    String user = file.eventsByUser().keySet().iterator().next();
    assertThat(Run.of("get", user, "--data-dir", folder + "/data").out()).startsWith(user + "\n");
    await().atMost(SOON).until(this::checkpointed);
    await().atMost(SOON).untilAsserted(() -> explainsWhatItServes(user));
    Run running = explain(user, "views_7d");
    assertThat(running.code()).as(running.err()).isZero();
    assertThat(running.out()).contains("from the checkpoint of ", "= ");
    agreesWithItsEvents();
    Endpoints places = DataDirectory.endpoints(folder.resolve("data")).orElseThrow();
    agreesWithItsEvents("--kafka", places.kafka(), "--topic", places.topic());
    stop(last);
    assertThat(output()).contains("Goes on     from savepoints");

    explainsWhatItServes(user);
    Run afterwards = explain(user, "views_7d");
    assertThat(afterwards.out()).contains("from the savepoint of ");
    assertThat(tilesOf(afterwards)).as("what is read differs").isEqualTo(tilesOf(running));
    assertThat(explain("nobody", "views_7d").complaints())
        .singleElement()
        .asString()
        .startsWith("portrait: no user 'nobody' in ");
    agreesWithItsEvents();
    assertThat(eventsOnceStopped()).isEqualTo(file.eventsByUser());
  }

  @Test
  void aMadeUpShopIsServedAndStopsAtOnce() throws Exception {
    Process up = up("--generate", "50");
    await().atMost(SOON).until(() -> output().contains("Try         ./portrait get u-"));

    HttpResponse<String> profile = getWhatIsTried();
    assertThat(profile.statusCode()).as(profile.body()).isEqualTo(200);
    assertThat(profile.body()).startsWith("{\"user_id\":\"u-").contains("\"views_7d\":");
    assertThat(DataDirectory.endpoints(folder.resolve("data")))
        .hasValueSatisfying(
            endpoints -> assertThat(profile.uri().toString()).startsWith(endpoints.http() + "/"));

    Run second = Run.of("up", "--data-dir", folder + "/data");
    assertThat(second.code()).isEqualTo(1);
    assertThat(second.complaints()).singleElement().asString().contains("is in use by another");
    agreesWithItsEvents();

    stop(up);
    assertThat(output())
        .contains("Kafka       127.0.0.1:", "Dashboard   http://127.0.0.1:", "Stopped.");
  }

  /** By itself a savepoint is of RocksDB's own files, in which what was deleted lies on. */
  @Test
  void aUserWhoWasErasedLeavesNoTraceInTheSavepointAndTheOthersAreExplained() throws Exception {
    String user = "somebody-with-a-long-name-that-is-easy-to-find";
    Path definitions = Files.writeString(folder.resolve("shop.yaml"), SMALL);
    Path before = folder.resolve("before.jsonl");
    Path after = folder.resolve("after.jsonl");
    Files.write(
        before,
        IntStream.range(0, 2_000)
            .mapToObj(i -> record(i % 2 == 0 ? user : "u-" + i % 100, "view", i))
            .toList());
    Files.write(after, List.of(record(user, "erase", 2_000), record("u-1", "view", 2_001)));

    Process first = up("--events", before.toString(), "--definitions", definitions.toString());
    await().atMost(SOON).until(() -> total(events()) == 2_000);
    stop(first);
    assertThat(hasTrace(user)).as("before").isTrue();

    Process second = up("--events", after.toString(), "--definitions", definitions.toString());
    await().atMost(SOON).until(() -> total(events()) == 1_001);
    stop(second);

    assertThat(hasTrace(user)).as("after").isFalse();
    assertThat(output()).contains("Goes on     from savepoints").doesNotContain("traces may be");
    assertThat(explain(user, "views_7d").complaints())
        .singleElement()
        .asString()
        .contains("no user");
    assertThat(explain("u-1", "views_7d", "--json").out()).contains("\"value\":21");
    assertThat(eventsOnceStopped()).hasSize(50).doesNotContainKey(user);
  }

  private static final String SMALL =
      """
      project: shop
      features: [{name: views, types: [view], aggregate: count, windows: [7d]}]
      """;

  private static String record(String user, String type, int second) {
    return """
    {"user_id":"%s","type":"%s","time":"%s"}\
    """
        .formatted(user, type, Instant.parse("2026-03-01T00:00:00Z").plusSeconds(second));
  }

  private boolean hasTrace(String text) throws Exception {
    try (Stream<Path> files = Files.walk(folder.resolve("data/savepoints"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(text)) {
          return true;
        }
      }
    }
    return false;
  }

  private HttpResponse<String> getWhatIsTried() throws Exception {
    Matcher curl = Pattern.compile("curl (http://\\S+)").matcher(output());
    assertThat(curl.find()).as(output()).isTrue();
    HttpRequest request = HttpRequest.newBuilder(URI.create(curl.group(1))).build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** Whatever the job is at: what it serves by now is made of the events that it has read. */
  private void agreesWithItsEvents(String... more) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("audit", "--data-dir", folder + "/data", "--sample", "150"));
    arguments.addAll(List.of(more));
    Run audit = Run.of(arguments.toArray(String[]::new));

    assertThat(audit.code()).as(audit.out() + audit.err()).isZero();
    assertThat(audit.lastLine()).matches("0 mismatches in 3\\d columns of \\d+ users?");
  }

  /** The saved state of a job that has nothing left to read gives the rows that are served. */
  private void explainsWhatItServes(String user) throws Exception {
    String data = folder + "/data";
    JsonNode served = JSON.readTree(Run.of("get", user, "--json", "--data-dir", data).out());
    for (String column : List.of("views_7d", "spend_30d", "order_mean_30d", "conversion_7d")) {
      Run run = explain(user, column, "--json");
      assertThat(run.code()).as(run.err()).isZero();
      JsonNode explained = JSON.readTree(run.out());
      assertThat(explained.get("as_of").longValue())
          .isGreaterThanOrEqualTo(served.get("_as_of").longValue());
      assertThat(explained.get("value")).as(column).isEqualTo(served.get(column));
    }
    JsonNode views = JSON.readTree(explain(user, "views_7d", "--json").out());
    assertThat(views.get("tiles").findValues("events"))
        .extracting(JsonNode::longValue)
        .satisfies(
            events ->
                assertThat(events.stream().mapToLong(Long::longValue).sum())
                    .isEqualTo(served.get("views_7d").longValue()));
  }

  private Run explain(String user, String column, String... more) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("explain", user, column, "--data-dir", folder + "/data"));
    arguments.addAll(List.of(more));
    return Run.of(arguments.toArray(String[]::new));
  }

  private static List<String> tilesOf(Run run) {
    return run.out().lines().filter(line -> line.matches("  (\\d|=).*")).toList();
  }

  private Process up(String... more) throws Exception {
    Process process = PortraitProcess.up(folder, more);
    processes.add(process);
    return process;
  }

  private void stop(Process process) throws Exception {
    PortraitProcess.stop(process, 0, SOON, folder.resolve(PortraitProcess.OUTPUT));
  }

  private String output() throws Exception {
    return PortraitProcess.output(folder);
  }

  private boolean checkpointed() {
    return ResumePoint.newest("", folder.resolve("data/checkpoints")).isPresent();
  }

  /** As the running process serves them; empty while none runs. */
  private Map<String, Long> events() {
    return DataDirectory.endpoints(folder.resolve("data"))
        .map(endpoints -> read(new RedisAddress(endpoints.redis(), "", "")))
        .orElse(Map.of());
  }

  private Map<String, Long> eventsOnceStopped() {
    try (EmbeddedRedis redis = EmbeddedRedis.start(folder.resolve("data/redis"), 0)) {
      return read(new RedisAddress(redis.uri(), "", ""));
    }
  }

  private static Map<String, Long> read(RedisAddress address) {
    Map<String, Long> events = new TreeMap<>();
    try (OnlineStore store = OnlineStore.connect(address, "shop")) {
      List<String> users = new ArrayList<>();
      store.users().forEachRemaining(users::add);
      store.getAll(users).stream()
          .flatMap(Optional<StoredProfile>::stream)
          .forEach(profile -> events.put(profile.row().userId(), profile.row().version().events()));
    }
    return events;
  }

  private static long total(Map<String, Long> events) {
    return events.values().stream().mapToLong(Long::longValue).sum();
  }
}
