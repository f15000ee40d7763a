package io.portrait.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.portrait.aggregate.NaiveUser;
import io.portrait.cli.embedded.EmbeddedFlink;
import io.portrait.cli.embedded.EmbeddedKafka;
import io.portrait.cli.embedded.EmbeddedRedis;
import io.portrait.cli.embedded.RunningJob;
import io.portrait.cli.feed.FeedPositions;
import io.portrait.cli.feed.Feeder;
import io.portrait.cli.feed.FileSource;
import io.portrait.cli.feed.Topic;
import io.portrait.definition.Definition;
import io.portrait.definition.DefinitionFile;
import io.portrait.embedding.EmbeddingSettings;
import io.portrait.job.JobConfig;
import io.portrait.job.KafkaStart;
import io.portrait.job.ProfileJob;
import io.portrait.job.Tally;
import io.portrait.offline.OfflineCatalog;
import io.portrait.shop.GeneratedRecord;
import io.portrait.shop.ShopGenerator;
import io.portrait.shop.ShopRates;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of savepoints of both formats, and of checkpoints, beside what went into them. */
class StateIT {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String DEFINITION =
      """
      project: shop
      features:
        - {name: views, types: [view], aggregate: count, windows: [1h, 24h, 7d]}
        - {name: spend, types: [purchase], aggregate: sum, of: amount, windows: [7d]}
        - {name: seen, types: [view], aggregate: distinct, of: item_id, windows: [7d]}
      observations: {every: 6h, active_within: 2d}
      segments: {count: 3, features: [views_7d, spend_7d], block: 32}
      churn: {activity: [view, purchase], horizon: 1d, features: [views_7d, tenure_days]}
      """;

  private static final Definition SHOP = DefinitionFile.parse(DEFINITION, "shop.yaml");
  private static final Instant FROM = Instant.parse("2026-03-01T00:00:00Z");
  private static final Duration SOON = Duration.ofMinutes(2);
  private static final String GONE = "somebody who was erased";
  private static final int STRANGERS = 20;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @SuppressWarnings("NullAway.Init")
  private NaiveReplay naive;

  @Test
  void everyKindOfSavedStateHoldsEveryUserAndSaysSoOfEach() throws Exception {
    Path events = makeUp();
    naive = NaiveReplay.of(SHOP, events, 1);
    Files.writeString(folder.resolve("shop.yaml"), DEFINITION);
    Run bootstrap =
        run("bootstrap", "--from", events.toString(), "--parallelism", "2", "--port", "0");
    assertThat(bootstrap.code()).as(bootstrap.err()).isZero();
    String canonical = JSON.readTree(bootstrap.lastLine()).get("savepoint").textValue();

    holdsEveryUser(canonical);
    holdsEveryUser(null);
    isReadable(canonical);

    goesOn(
        Path.of(canonical),
        (job, topic) -> {
          eraseStrangers(topic);
          await().atMost(SOON).until(() -> erased(job) == 1 + STRANGERS);
          long before = job.look().checkpoint().map(RunningJob.Checkpoint::id).orElse(0L);
          await()
              .atMost(SOON)
              .until(
                  () -> job.look().checkpoint().filter(done -> done.id() > before + 1).isPresent());
        });
    Path checkpoint = ResumePoint.newest("", folder.resolve("checkpoints")).orElseThrow();
    holdsEveryUser(checkpoint.toString());

    List<Path> savepoints = new ArrayList<>();
    goesOn(
        checkpoint,
        (job, topic) -> {
          await().atMost(SOON).until(job::runs);
          savepoints.add(job.stopWithSavepoint(folder.resolve("native"), false));
        });
    holdsEveryUser(savepoints.get(0).toString());
  }

  /** What is done with a job that goes on. */
  private interface Doing {
    void with(RunningJob job, Topic topic) throws Exception;
  }

  /** Goes on from a saved state, and ends as a killed process does, unless it has been stopped. */
  private void goesOn(Path from, Doing doing) throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
        EmbeddedRedis redis = EmbeddedRedis.start(folder.resolve("redis"), 0);
        Topic topic = Topic.of(kafka.bootstrap(), "user-events");
        EmbeddedFlink flink =
            EmbeddedFlink.start(
                new EmbeddedFlink.Settings(
                    2,
                    0,
                    Duration.ofSeconds(1),
                    1,
                    folder.resolve("checkpoints"),
                    folder.resolve("log"),
                    Files.createDirectories(folder.resolve("temporary"))))) {
      topic.make(2);
      StreamExecutionEnvironment environment = flink.environment("goes on");
      JobConfig.Kafka source =
          new JobConfig.Kafka(
              kafka.bootstrap(),
              "user-events",
              "live",
              false,
              KafkaStart.EARLIEST,
              "",
              "",
              Map.of());
      ProfileJob.draw(
          environment,
          new JobConfig(
              SHOP,
              DEFINITION,
              source,
              new JobConfig.Redis(redis.uri(), "", ""),
              OfflineCatalog.local(folder.resolve("data/warehouse")),
              EmbeddingSettings.DEFAULT,
              Map.of(),
              0));
      doing.with(flink.submit(environment, Optional.of(from)), topic);
    }
  }

  /** Of whoever nothing is kept but that they were erased: keys that are no users. */
  private void eraseStrangers(Topic topic) throws Exception {
    Path file = folder.resolve("erasures.jsonl");
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int i = 0; i < STRANGERS; i++) {
        out.write(record("stranger-" + i, "erase", FROM.plus(Duration.ofDays(3))));
      }
    }
    FeedPositions positions = FeedPositions.load(folder.resolve("feed.json"));
    try (FileSource source = FileSource.open(file)) {
      assertThat(new Feeder(topic, positions, SHOP.events()).feed(source)).isTrue();
    }
  }

  private static long erased(RunningJob job) {
    return job.look().counters().getOrDefault(Tally.USERS_ERASED, 0L);
  }

  /** Null for the newest of the data directory. */
  private void holdsEveryUser(@Nullable String place) throws Exception {
    JsonNode stats = json(place, "stats", "--largest", "5");

    assertThat(stats.get("users").longValue()).isEqualTo(naive.users().size() - 1);
    assertThat(stats.get("unreadable").longValue()).isZero();
    assertThat(stats.findValuesAsText("uid")).contains("window", "score", "churn", "clean");
    assertThat(stats.findValuesAsText("uid")).allMatch(uid -> !uid.matches("[0-9a-f]{32}"));
    JsonNode parts = stats.get("bytes_by_part");
    assertThat(parts.fieldNames())
        .toIterable()
        .contains("views_1h, views_24h, views_7d", "spend_7d", "seen_7d")
        .contains("examples of pending labels", "segment and alert", "event ids at hand");
    assertThat(
            StreamSupport.stream(parts.spliterator(), false).mapToLong(JsonNode::longValue).sum())
        .isEqualTo(stats.get("bytes").longValue());
    assertThat(stats.get("largest")).hasSize(5);
    for (JsonNode largest : stats.get("largest")) {
      String user = largest.get("user_id").textValue();
      JsonNode shown = json(place, "show", user);
      assertThat(bytesInWindow(shown)).as(user).isEqualTo(largest.get("bytes").longValue());
      isWhatHappened(user, shown);
    }
    assertThat(stats.get("bytes_of_a_user").get("1.0").longValue())
        .isEqualTo(stats.get("largest").get(0).get("bytes").longValue());
  }

  private void isWhatHappened(String user, JsonNode shown) {
    NaiveUser happened = Objects.requireNonNull(naive.users().get(user));
    assertThat(shown.get("events").longValue()).isEqualTo(happened.events().size());
    assertThat(shown.get("ids_at_hand").longValue() + shown.get("older_ids").longValue())
        .isEqualTo(happened.events().size());
    long views = happened.events().stream().filter(event -> event.type().equals("view")).count();
    for (JsonNode column : shown.get("columns")) {
      if (column.get("column").textValue().equals("views_7d")) {
        assertThat(column.get("value").longValue()).isEqualTo(views);
        assertThat(
                column.get("tiles").findValues("events").stream()
                    .mapToLong(JsonNode::longValue)
                    .sum())
            .isEqualTo(views);
      }
    }
    assertThat(shown.get("pending_labels")).hasSizeBetween(1, 4);
  }

  private static long bytesInWindow(JsonNode shown) {
    long bytes = 0;
    for (JsonNode part : shown.get("parts")) {
      boolean isOfScore =
          List.of("segment and alert", "rows held for models")
              .contains(part.get("part").textValue());
      bytes += isOfScore ? 0 : part.get("bytes").longValue();
    }
    return bytes;
  }

  private void isReadable(String place) throws Exception {
    String user = json(place, "stats").get("largest").get(0).get("user_id").textValue();
    assertThat(state(place, "stats").out())
        .contains(" users, ", "largest users", "  a user: ", "window, 2 of 128 tasks");
    assertThat(state(place, "show", user, "--tiles").out())
        .startsWith(user + "  ")
        .contains("  events   ", "views_7d", " tiles", "examples of pending labels")
        .containsPattern("\\d\\d:\\d\\d");
    assertThat(state(place, "show", user).out())
        .contains("erased   not known without the warehouse");
    assertThat(state(null, "show", user).out()).contains("erased   no\n");
    assertThat(state(null, "show", GONE).out())
        .contains("erased   at ", "events until then are refused until ");
    assertThat(state(place, "show", GONE).complaints())
        .singleElement()
        .asString()
        .startsWith("portrait: no user '" + GONE + "' in ");
    assertThat(state(folder.toString(), "stats").complaints())
        .singleElement()
        .asString()
        .contains(folder + " cannot be read");
    assertThat(Run.of("state").code()).isEqualTo(2);
  }

  private JsonNode json(@Nullable String place, String... command) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.add("--json");
    Run run = state(place, arguments.toArray(String[]::new));
    assertThat(run.code()).as(run.err()).isZero();
    return JSON.readTree(run.out());
  }

  private Run state(@Nullable String place, String... command) {
    List<String> arguments = new ArrayList<>(List.of("state"));
    arguments.addAll(List.of(command));
    arguments.addAll(
        place == null
            ? List.of("--data-dir", folder + "/data")
            : List.of("--savepoint", place, "--definitions", folder + "/shop.yaml"));
    return Run.of(arguments.toArray(String[]::new));
  }

  private Run run(String command, String... more) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of("--data-dir", folder + "/data"));
    arguments.addAll(List.of("--definitions", folder + "/shop.yaml"));
    arguments.addAll(List.of(more));
    return Run.of(arguments.toArray(String[]::new));
  }

  /** Three days, and at their end an erasure. */
  private Path makeUp() throws Exception {
    Path file = folder.resolve("events.jsonl");
    Instant until = FROM.plus(Duration.ofDays(3));
    Iterator<GeneratedRecord> records =
        new ShopGenerator(7, ShopRates.DEFAULT.withUsers(300)).between(FROM, until);
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(record(GONE, "view", FROM));
      while (records.hasNext()) {
        out.write(records.next().value());
        out.write('\n');
      }
      out.write(record(GONE, "erase", until));
    }
    return file;
  }

  private static byte[] record(String user, String type, Instant time) {
    return "{\"user_id\":\"%s\",\"type\":\"%s\",\"time\":\"%s\"}%n"
        .formatted(user, type, time)
        .getBytes(UTF_8);
  }
}
