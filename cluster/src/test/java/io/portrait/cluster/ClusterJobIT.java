package io.portrait.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.aggregate.NaiveUser;
import io.portrait.cli.embedded.EmbeddedKafka;
import io.portrait.cli.embedded.EmbeddedRedis;
import io.portrait.cli.embedded.KeptProcess;
import io.portrait.cli.feed.Topic;
import io.portrait.definition.Definition;
import io.portrait.definition.DefinitionFile;
import io.portrait.event.Event;
import io.portrait.event.EventParser;
import io.portrait.event.Origin;
import io.portrait.offline.OfflineCatalog;
import io.portrait.offline.OfflineReader;
import io.portrait.offline.OfflineTables;
import io.portrait.online.OnlineStore;
import io.portrait.online.RedisAddress;
import io.portrait.profile.ProfileRow;
import io.portrait.shop.GeneratedRecord;
import io.portrait.shop.ShopGenerator;
import io.portrait.shop.ShopRates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.expressions.Expressions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The jar that {@code flink run} takes, on a cluster of real processes whose class path holds Flink
 * alone.
 */
class ClusterJobIT {

  private static final Instant FROM = Instant.parse("2025-03-01T00:00:00Z");
  private static final Duration SETTLES_WITHIN = Duration.ofSeconds(90);
  private static final String REDIS_SECRET = "planted-redis-5b1f";
  private static final String KAFKA_SECRET = "planted-kafka-77ac";
  private static final String LAKE_SECRET = "planted-lake-c04e";
  private static final Path JAR =
      Path.of(Objects.requireNonNull(System.getProperty("portrait.cluster.jar")));

  private static final String DEFINITION =
      """
      project: shop
      features:
        - {name: views, types: [view], aggregate: count, windows: [24h, 7d]}
        - {name: spend, types: [purchase], aggregate: sum, of: amount, windows: [7d]}
      tags: [{name: buyer, when: "spend_7d > 0"}]
      embedding: {model: all-minilm-l6-v2}
      """;

  /** What the file says of Kafka and Redis is wrong: the environment has to replace it. */
  private static final String CONFIGURATION =
      """
      definitions: shop.yaml
      kafka:
        bootstrap: 127.0.0.1:1
        topic: clicks
        properties: {ssl.truststore.password: "${env:TRUSTSTORE_PASSWORD}"}
      redis: {uri: "redis://127.0.0.1:1"}
      warehouse:
        catalog-impl: org.apache.iceberg.jdbc.JdbcCatalog
        uri: jdbc:sqlite:%1$s/catalog.db?busy_timeout=10000
        jdbc.schema-version: V1
        warehouse: file:%1$s
        s3.secret-access-key: "${env:LAKE_KEY}"
      """;

  private final Definition definition = DefinitionFile.parse(DEFINITION, "shop.yaml");
  private final EventParser parser = new EventParser(definition.events());
  private final Map<String, NaiveUser> users = new TreeMap<>();
  private final Iterator<GeneratedRecord> records =
      new ShopGenerator(7, ShopRates.DEFAULT.withUsers(60))
          .between(FROM, FROM.plus(Duration.ofDays(60)));

  @TempDir Path directory;
  private EmbeddedKafka kafka;
  private EmbeddedRedis redis;
  private FlinkCluster flink;
  private KafkaProducer<String, byte[]> producer;
  private Path configuration;
  private Path warehouse;

  @BeforeEach
  void start() throws Exception {
    assertThat(JAR).as("built by the package phase of the job").exists();
    warehouse = Files.createDirectories(directory.resolve("warehouse"));
    Files.writeString(directory.resolve("shop.yaml"), DEFINITION);
    Files.writeString(directory.resolve("redis-password"), REDIS_SECRET + "\n");
    configuration =
        Files.writeString(directory.resolve("portrait.yaml"), CONFIGURATION.formatted(warehouse));
    kafka = EmbeddedKafka.start(directory.resolve("kafka"), 0);
    redis = EmbeddedRedis.start(directory.resolve("redis"), 0, "--requirepass", REDIS_SECRET);
    try (Topic topic = Topic.of(kafka.bootstrap(), "clicks")) {
      topic.make(2);
    }
    producer =
        new KafkaProducer<>(
            Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrap()),
            new StringSerializer(),
            new ByteArraySerializer());
    flink =
        FlinkCluster.start(
            directory.resolve("flink"),
            Map.of(
                "parallelism.default", "2",
                "state.backend.type", "rocksdb",
                "execution.checkpointing.interval", "2s",
                "heartbeat.interval", "1000",
                "restart-strategy.type", "fixed-delay",
                "restart-strategy.fixed-delay.attempts", "1000",
                "restart-strategy.fixed-delay.delay", "1s"));
  }

  @AfterEach
  void stop() {
    if (producer != null) {
      producer.close(Duration.ZERO);
    }
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
  void counts_every_event_once_through_a_killed_worker_and_a_savepoint_and_tells_no_secret()
      throws Exception {
    KeptProcess worker = flink.startTaskManager();
    String job = submit();

    send(500);
    awaitRows();

    long before = total(online());
    send(1_500);
    Awaitility.await("the second load is on its way")
        .atMost(SETTLES_WITHIN)
        .until(() -> total(online()) > before);
    worker.kill();
    send(500);
    flink.startTaskManager();
    awaitRows();
    assertThatNoSecretIsShownOf(job);

    FlinkCluster.Result stopped = flink.flink(Map.of(), "stop", job);
    assertThat(stopped.exitCode()).as(stopped.output()).isZero();
    Matcher savepoint = Pattern.compile("file:\\S+savepoint-\\S+").matcher(stopped.output());
    assertThat(savepoint.find()).as(stopped.output()).isTrue();
    send(300);
    String resumed = submit("-s", savepoint.group());
    awaitRows();
    assertThatNoSecretIsShownOf(resumed);
  }

  @Test
  void says_in_a_line_a_problem_what_is_wrong_with_its_configuration() throws Exception {
    Files.writeString(
        configuration,
        """
        definitions: shop.yaml
        kafka: {bootsrap: "localhost:9092"}
        redis: {uri: "redis://localhost", password: hunter2}
        warehouse: lake
        """);

    FlinkCluster.Result refused = run(Map.of());

    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.output().lines().filter(line -> line.startsWith(configuration.toString())))
        .containsExactly(
            configuration + ":2:9: unknown key 'bootsrap' (did you mean 'bootstrap'?)",
            configuration
                + ":3:35: a password does not belong in this file: set PORTRAIT_REDIS_PASSWORD or"
                + " PORTRAIT_REDIS_PASSWORD_FILE");
    assertThat(refused.output()).doesNotContain("hunter2");
  }

  private String submit(String... options) throws Exception {
    Map<String, String> environment = new HashMap<>();
    environment.put("PORTRAIT_KAFKA_BOOTSTRAP", kafka.bootstrap());
    environment.put("PORTRAIT_REDIS_URI", redis.uri());
    environment.put("PORTRAIT_REDIS_PASSWORD_FILE", directory.resolve("redis-password").toString());
    environment.put("TRUSTSTORE_PASSWORD", KAFKA_SECRET);
    environment.put("LAKE_KEY", LAKE_SECRET);
    FlinkCluster.Result submitted = run(environment, options);
    assertThat(submitted.exitCode()).as(submitted.output()).isZero();
    Matcher id = Pattern.compile("JobID ([0-9a-f]{32})").matcher(submitted.output());
    assertThat(id.find()).as(submitted.output()).isTrue();
    return id.group(1);
  }

  private FlinkCluster.Result run(Map<String, String> environment, String... options)
      throws Exception {
    List<String> arguments = new ArrayList<>(List.of("run", "-d"));
    arguments.addAll(List.of(options));
    arguments.addAll(List.of(JAR.toString(), "--config", configuration.toString()));
    return flink.flink(environment, arguments.toArray(String[]::new));
  }

  /** Sends the shop's next records, and remembers what is to be counted of them. */
  private void send(int count) throws Exception {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      GeneratedRecord record = records.next();
      sent.add(producer.send(new ProducerRecord<>("clicks", record.key(), record.value())));
      Origin origin = new Origin("clicks", 0, i);
      if (parser.parse(record.value(), origin, System.currentTimeMillis()) instanceof Event event) {
        users
            .computeIfAbsent(event.userId(), user -> new NaiveUser(definition))
            .add(event, Long.MIN_VALUE);
      }
    }
    for (Future<RecordMetadata> each : sent) {
      each.get();
    }
  }

  private void awaitRows() {
    Map<String, Long> expected = new TreeMap<>();
    users.forEach((user, naive) -> expected.put(user, (long) naive.events().size()));
    assertThat(expected).hasSizeGreaterThan(20);
    Awaitility.await("the rows in Redis")
        .atMost(SETTLES_WITHIN)
        .pollInterval(Duration.ofMillis(250))
        .untilAsserted(() -> assertThat(online()).isEqualTo(expected));
    Awaitility.await("the rows in Iceberg")
        .atMost(SETTLES_WITHIN)
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(() -> assertThat(offline()).isEqualTo(expected));
  }

  /** By user, how many events Redis says were applied. */
  private Map<String, Long> online() {
    Map<String, Long> events = new TreeMap<>();
    RedisAddress address = new RedisAddress(redis.uri(), "", REDIS_SECRET);
    try (OnlineStore store = OnlineStore.connect(address, definition.project())) {
      store
          .users()
          .forEachRemaining(
              user ->
                  store
                      .get(user)
                      .ifPresent(
                          stored -> {
                            assertThat(stored.row().status()).isEqualTo(ProfileRow.COMPLETE);
                            assertThat(stored.row().embedding()).hasSize(384);
                            events.put(user, stored.row().version().events());
                          }));
    }
    return events;
  }

  /** By user, how many events the one row in Iceberg says were applied. */
  private Map<String, Long> offline() {
    Map<String, Long> events = new TreeMap<>();
    Catalog catalog = OfflineCatalog.open(OfflineCatalog.local(warehouse));
    try {
      OfflineReader.forEach(
          catalog.loadTable(OfflineTables.identifier(definition.project(), OfflineTables.PROFILES)),
          Expressions.alwaysTrue(),
          row ->
              assertThat(events.put(String.valueOf(row.get("user_id")), (Long) row.get("events")))
                  .as("a second row of %s", row.get("user_id"))
                  .isNull());
    } finally {
      OfflineCatalog.close(catalog);
    }
    return events;
  }

  private static long total(Map<String, Long> events) {
    return events.values().stream().mapToLong(Long::longValue).sum();
  }

  private void assertThatNoSecretIsShownOf(String job) throws IOException {
    Map<String, String> shown = ShownByFlink.of(flink, job);
    assertThat(shown.get("/jobs/" + job + "/plan")).contains("portrait shop");
    assertThat(shown)
        .allSatisfy(
            (where, text) ->
                assertThat(text).doesNotContain(REDIS_SECRET, KAFKA_SECRET, LAKE_SECRET));
  }
}
