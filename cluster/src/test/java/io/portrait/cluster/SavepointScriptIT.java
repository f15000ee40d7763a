package io.portrait.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.portrait.aggregate.NaiveUser;
import io.portrait.audit.NaiveFeatures;
import io.portrait.cli.embedded.EmbeddedKafka;
import io.portrait.cli.embedded.EmbeddedRedis;
import io.portrait.cli.feed.FeedPositions;
import io.portrait.cli.feed.Feeder;
import io.portrait.cli.feed.FileSource;
import io.portrait.cli.feed.Topic;
import io.portrait.definition.Definition;
import io.portrait.definition.DefinitionFile;
import io.portrait.event.Event;
import io.portrait.event.EventParser;
import io.portrait.event.EventRules;
import io.portrait.event.Origin;
import io.portrait.online.OnlineStore;
import io.portrait.online.RedisAddress;
import io.portrait.profile.ProfileRow;
import io.portrait.shop.GeneratedRecord;
import io.portrait.shop.ShopGenerator;
import io.portrait.shop.ShopRates;
import java.io.File;
import java.io.IOException;
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
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code savepoints/savepoint} as its page tells it, on a cluster of real processes. */
class SavepointScriptIT {

  private static final Path SCRIPT =
      Path.of("..", "savepoints", "savepoint").toAbsolutePath().normalize();
  private static final Path JAR =
      Path.of(Objects.requireNonNull(System.getProperty("portrait.cluster.jar")));
  private static final Origin NOWHERE = new Origin("", 0, 0);
  private static final Duration SOON = Duration.ofMinutes(3);

  private static final String OLD =
      """
      project: shop
      features:
        - {name: views, types: [view], aggregate: count, windows: [24h, 7d]}
        - {name: spend, types: [purchase], aggregate: sum, of: amount, windows: [7d]}
        - {name: days, aggregate: days_active, windows: [7d]}
      """;

  /** One feature gone, one new, a window added, another order. */
  private static final String NEW =
      """
      project: shop
      features:
        - {name: spend, types: [purchase], aggregate: sum, of: amount, windows: [24h, 7d]}
        - {name: carts, types: [cart], aggregate: count, windows: [24h]}
        - {name: views, types: [view], aggregate: count, windows: [24h, 7d]}
      """;

  private static final String CONFIGURATION =
      """
      definitions: %s
      kafka: {bootstrap: "%s", alerts_topic: "", changes_topic: ""}
      redis: {uri: "%s"}
      warehouse: warehouse
      """;

  private final Iterator<GeneratedRecord> records =
      new ShopGenerator(7, ShopRates.DEFAULT.withUsers(60))
          .between(Instant.parse("2025-03-01T00:00:00Z"), Instant.parse("2025-05-01T00:00:00Z"));

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @SuppressWarnings("NullAway.Init")
  private EmbeddedKafka kafka;

  @SuppressWarnings("NullAway.Init")
  private EmbeddedRedis redis;

  @SuppressWarnings("NullAway.Init")
  private FlinkCluster flink;

  @SuppressWarnings("NullAway.Init")
  private Path command;

  /** What the script said last on standard error. */
  private String said = "";

  private final EventParser parser = new EventParser(EventRules.DEFAULT);
  private final List<Event> events = new ArrayList<>();
  private int parts;

  @BeforeEach
  void start() throws Exception {
    kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
    redis = EmbeddedRedis.start(folder.resolve("redis"), 0);
    configure("old", OLD);
    configure("new", NEW);
    Files.writeString(folder.resolve("broken.yaml"), "definitions: nowhere.yaml\n");
    try (Topic topic = Topic.of(kafka.bootstrap(), "user-events")) {
      topic.make(2);
    }
    flink =
        FlinkCluster.start(
            folder.resolve("flink"),
            Map.of(
                "state.backend.type", "rocksdb",
                "execution.checkpointing.interval", "2s",
                "execution.checkpointing.incremental", "true",
                "restart-strategy.type", "fixed-delay",
                "restart-strategy.fixed-delay.attempts", "2",
                "restart-strategy.fixed-delay.delay", "1s"));
    flink.startTaskManager();
    flink.startTaskManager();
    command = flink.command();
  }

  @AfterEach
  void stop() {
    if (flink != null) {
      flink.close();
    }
    if (redis != null) {
      redis.close();
    }
    if (kafka != null) {
      kafka.close();
    }
  }

  @Test
  void aJobIsUpgradedRescaledAndRolledBackWithoutLosingOrDoublingAnEvent() throws Exception {
    send(400);
    run(0, "start", "--jar", "JAR", "--config", "old.yaml", "--parallelism", "1");
    servesEveryEvent(OLD, 0);
    Path savepoints = folder.resolve("kept");
    String first = run(0, "stop", "--dir", savepoints.toUri().toString());
    assertThat(first).startsWith("file:").contains("/kept/savepoint-");

    send(300);
    String upgraded =
        run(
            0,
            "start",
            "--jar",
            "JAR",
            "--config",
            "new.yaml",
            "--parallelism",
            "1",
            "--from",
            first);
    servesEveryEvent(NEW, 0);

    for (String parallelism : List.of("2", "4", "1")) {
      send(200);
      String rescaled =
          run(0, "rescale", "--jar", "JAR", "--config", "new.yaml", "--parallelism", parallelism);
      assertThat(rescaled).matches("[0-9a-f]{32}").isNotEqualTo(upgraded);
      servesEveryEvent(NEW, 0);
    }

    // What does not come up leaves the job as it was.
    send(100);
    String kept =
        run(
            1,
            "upgrade",
            "--jar",
            "JAR",
            "--config",
            "broken.yaml",
            "--old-jar",
            "JAR",
            "--old-config",
            "new.yaml");
    assertThat(kept).matches("[0-9a-f]{32}");
    assertThat(said).contains("the new job did not come up", "broken.yaml:1:1: ", "going back to ");
    servesEveryEvent(NEW, 0);

    send(100);
    run(
        0,
        "rollback",
        "--jar",
        "JAR",
        "--config",
        "old.yaml",
        "--from",
        first,
        "--generation",
        "1");
    servesEveryEvent(OLD, 1);
  }

  @Test
  void whatIsWrongIsSaidInALine() throws Exception {
    run(1, "stop");
    assertThat(said)
        .isEqualTo("savepoint: no job runs whose name begins with 'portrait ': give --job\n");
    run(2, "upgrade", "--config", "old.yaml");
    assertThat(said).isEqualTo("savepoint: upgrade needs --jar; see savepoint --help\n");
    run(2, "rollback", "--jar", "JAR", "--config", "old.yaml", "--generation", "one");
    assertThat(said).isEqualTo("savepoint: 'one' is no whole number; see savepoint --help\n");
    run(1, "start", "--jar", "no.jar", "--config", "old.yaml");
    assertThat(said).isEqualTo("savepoint: no such file: no.jar\n");
    assertThat(run(0, "--help")).isNotEmpty();
  }

  /** Runs the script; its last line. */
  private String run(int code, String... arguments) throws Exception {
    List<String> line = new ArrayList<>(List.of("sh", SCRIPT.toString()));
    for (String argument : arguments) {
      line.add(argument.equals("JAR") ? JAR.toString() : argument);
    }
    File out = folder.resolve("out").toFile();
    File err = folder.resolve("err").toFile();
    ProcessBuilder builder =
        new ProcessBuilder(line).directory(folder.toFile()).redirectOutput(out).redirectError(err);
    builder.environment().put("FLINK", command.toString());
    Process process = builder.start();
    boolean ended = process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS);
    process.destroyForcibly();
    said = Files.readString(err.toPath());
    assertThat(ended).as(said).isTrue();
    assertThat(process.exitValue()).as(said).isEqualTo(code);
    return Files.readString(out.toPath()).strip().lines().reduce("", (before, last) -> last);
  }

  private void configure(String name, String definition) throws IOException {
    Files.writeString(folder.resolve(name + "-shop.yaml"), definition);
    Files.writeString(
        folder.resolve(name + ".yaml"),
        CONFIGURATION.formatted(name + "-shop.yaml", kafka.bootstrap(), redis.uri()));
  }

  private void send(int count) throws IOException {
    // Each part has a name of its own: a feeder goes on in a file that it knows.
    Path part = folder.resolve("part-" + parts++ + ".jsonl");
    try (OutputStream out = Files.newOutputStream(part)) {
      for (int i = 0; i < count; i++) {
        byte[] record = records.next().value();
        out.write(record);
        out.write('\n');
        if (parser.parse(record, NOWHERE, System.currentTimeMillis()) instanceof Event event) {
          events.add(event);
        }
      }
    }
    try (Topic topic = Topic.of(kafka.bootstrap(), "user-events");
        FileSource source = FileSource.open(part)) {
      Feeder feeder =
          new Feeder(topic, FeedPositions.load(folder.resolve("feed.json")), EventRules.DEFAULT);
      assertThat(feeder.feed(source)).isTrue();
    }
  }

  /** Every event of every user counts once, and every value is that of the events. */
  private void servesEveryEvent(String text, long generation) {
    Definition definition = DefinitionFile.parse(text, "shop.yaml");
    Map<String, NaiveUser> users = new TreeMap<>();
    for (Event event : events) {
      users
          .computeIfAbsent(event.userId(), user -> new NaiveUser(definition))
          .add(event, Long.MIN_VALUE);
    }
    Map<String, Long> expected = new TreeMap<>();
    users.forEach((user, naive) -> expected.put(user, (long) naive.events().size()));
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              Map<String, Long> served = new TreeMap<>();
              rows().forEach((user, row) -> served.put(user, row.version().events()));
              assertThat(served).isEqualTo(expected);
              rows().forEach((user, row) -> isRight(definition, generation, users.get(user), row));
            });
  }

  private static void isRight(
      Definition definition, long generation, @Nullable NaiveUser naive, ProfileRow row) {
    assertThat(row.definitions()).isEqualTo(definition.hash());
    assertThat(row.version().generation()).isEqualTo(generation);
    assertThat(
            NaiveFeatures.differences(
                definition,
                Objects.requireNonNull(naive).evaluate(row.version().asOf()),
                row.values()))
        .as(row.userId())
        .allMatch(
            difference ->
                row.partialUntil().containsKey(difference.substring(0, difference.indexOf(' '))));
  }

  private Map<String, ProfileRow> rows() {
    Map<String, ProfileRow> rows = new TreeMap<>();
    try (OnlineStore store = OnlineStore.connect(new RedisAddress(redis.uri(), "", ""), "shop")) {
      store
          .users()
          .forEachRemaining(
              user -> store.get(user).ifPresent(found -> rows.put(user, found.row())));
    }
    return rows;
  }
}
