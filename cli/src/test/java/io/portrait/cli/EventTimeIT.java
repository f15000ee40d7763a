package io.portrait.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.aggregate.NaiveUser;
import io.portrait.audit.NaiveFeatures;
import io.portrait.cli.embedded.EmbeddedFlink;
import io.portrait.cli.embedded.EmbeddedKafka;
import io.portrait.cli.embedded.EmbeddedRedis;
import io.portrait.cli.embedded.RunningJob;
import io.portrait.cli.feed.Topic;
import io.portrait.definition.Column;
import io.portrait.definition.Definition;
import io.portrait.definition.DefinitionFile;
import io.portrait.embedding.EmbeddingSettings;
import io.portrait.event.Event;
import io.portrait.job.JobConfig;
import io.portrait.job.ProfileJob;
import io.portrait.job.ProfilePipeline;
import io.portrait.job.ProfilePipeline.Sinks;
import io.portrait.job.Uids;
import io.portrait.job.clean.EventSource;
import io.portrait.job.sink.RedisSink;
import io.portrait.online.OnlineStore;
import io.portrait.online.RedisAddress;
import io.portrait.profile.ProfileRow;
import io.portrait.profile.ProfileSchema;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Event time where partitions of a real topic are silent, all of them pause, or the job did.
 * Whoever has no event after the restart still decays: no timer is lost in a native savepoint.
 */
class EventTimeIT {

  private static final String TEXT =
      """
      project: test
      events: {max_out_of_orderness: 1m, idle_after: 1s}
      features:
        - {name: views, types: [view], aggregate: count, windows: [1h, 24h, 7d]}
        - {name: spend, types: [purchase], aggregate: sum, of: amount, windows: [24h]}
        - {name: days_since_view, types: [view], aggregate: recency}
      retention: 60d
      """;
  private static final Definition DEFINITION = DefinitionFile.parse(TEXT, "test");
  private static final Instant NOON = Instant.parse("2026-03-28T12:00:00Z");

  private static final Duration SOON = Duration.ofMinutes(2);

  private final Map<String, NaiveUser> naive = new TreeMap<>();

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @SuppressWarnings("NullAway.Init")
  private EmbeddedKafka kafka;

  @SuppressWarnings("NullAway.Init")
  private EmbeddedRedis redis;

  @SuppressWarnings("NullAway.Init")
  private EmbeddedFlink flink;

  @SuppressWarnings("NullAway.Init")
  private OnlineStore rows;

  @SuppressWarnings("NullAway.Init")
  private KafkaProducer<byte[], byte[]> producer;

  @BeforeEach
  void start() throws Exception {
    kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
    redis = EmbeddedRedis.start(Files.createDirectory(folder.resolve("redis")), 0);
    flink =
        EmbeddedFlink.start(
            new EmbeddedFlink.Settings(
                2,
                0,
                Duration.ofSeconds(1),
                3,
                folder.resolve("checkpoints"),
                Files.createFile(folder.resolve("log")),
                Files.createDirectory(folder.resolve("temporary"))));
    rows = OnlineStore.connect(new RedisAddress(redis.uri(), "", ""), "test");
    producer =
        new KafkaProducer<>(
            Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrap()),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    try (Topic topic = Topic.of(kafka.bootstrap(), "events")) {
      topic.make(2);
    }
  }

  @AfterEach
  void stop() {
    producer.close();
    rows.close();
    flink.close();
    redis.close();
    kafka.close();
  }

  @Test
  void timeGoesOnWithoutAPartitionAfterAPauseAndFarBehind() throws Exception {
    RunningJob job = submit(Optional.empty());

    // A partition that never has an event holds nobody back for longer than idle_after.
    send(0, "u", "view", NOON);
    send(0, "w", "view", NOON.plus(Duration.ofMinutes(90)));
    await(job, "u", NOON.plus(Duration.ofMinutes(61)));
    assertThat(number("u", "views_1h")).isZero();
    assertThat(number("u", "views_24h")).isOne();

    // All of them are silent, the clock goes on, event time does not; then it leaps over days.
    awaitCheckpoints(job, 4);
    assertThat(row("u").version().asOf()).isLessThan(NOON.plus(Duration.ofHours(3)).toEpochMilli());
    send(1, "x", "purchase", NOON.plus(Duration.ofDays(3)));
    await(job, "u", NOON.plus(Duration.ofDays(2)));
    assertThat(number("u", "views_24h")).isZero();
    assertThat(number("u", "views_7d")).isOne();

    // The job is away while a month of events comes to both partitions.
    Path savepoint =
        job.stopWithSavepoint(Files.createDirectory(folder.resolve("savepoint")), false);
    Random random = new Random(3);
    for (int i = 0; i < 4_000; i++) {
      Instant time = NOON.plus(Duration.ofDays(3)).plusSeconds(i * 650L + random.nextInt(60));
      String user = "user-" + random.nextInt(50);
      send(user.hashCode() & 1, user, i % 5 == 0 ? "purchase" : "view", time);
    }
    Instant end = NOON.plus(Duration.ofDays(34));
    send(0, "u", "view", end);
    send(1, "w", "view", end);
    job = submit(Optional.of(savepoint));
    await(job, "u", end);
    await(job, "w", end);
    await(job, "x", NOON.plus(Duration.ofDays(4)));
    job.stopWithSavepoint(Files.createDirectory(folder.resolve("again")), false);

    naive.forEach(
        (user, events) -> {
          ProfileRow row = row(user);
          long asOf = row.version().asOf();
          assertThat(row.version().events()).as(user).isEqualTo(events.events().size());
          assertThat(NaiveFeatures.differences(DEFINITION, events.evaluate(asOf), row.values()))
              .as(user)
              .isEmpty();
        });
  }

  private RunningJob submit(Optional<Path> savepoint) {
    JobConfig config =
        new JobConfig(
            DEFINITION,
            TEXT,
            new JobConfig.Kafka(kafka.bootstrap(), "events", "test", false, Map.of()),
            new JobConfig.Redis(redis.uri(), "", ""),
            Map.of(),
            EmbeddingSettings.DEFAULT,
            Map.of(),
            0);
    StreamExecutionEnvironment environment = flink.environment();
    ProfileJob.configure(environment);
    ProfilePipeline.draw(
        EventSource.from(environment, config),
        config,
        new Sinks(
            profiles ->
                profiles
                    .sinkTo(
                        new RedisSink(
                            new RedisAddress(redis.uri(), "", ""),
                            "test",
                            ProfileSchema.of(DEFINITION),
                            DEFINITION.online(),
                            new byte[0],
                            DEFINITION.tombstone()))
                    .uid(Uids.REDIS),
            profiles -> profiles.sinkTo(new DiscardingSink<>()).uid("history"),
            rejected -> rejected.sinkTo(new DiscardingSink<>()).uid("rejected")));
    return flink.submit(environment, savepoint);
  }

  private void send(int partition, String user, String type, Instant time) throws Exception {
    String event =
        """
        {"user_id":"%s","type":"%s","time":"%s","amount":12.5}\
        """
            .formatted(user, type, time);
    producer.send(new ProducerRecord<>("events", partition, null, event.getBytes(UTF_8))).get();
    naive
        .computeIfAbsent(user, ignored -> new NaiveUser(DEFINITION))
        .add(
            new Event(null, user, type, time.toEpochMilli(), null, null, 12.5, 1, null, Map.of()),
            Long.MIN_VALUE);
  }

  /** Until a user's row is as of a time or later. */
  private void await(RunningJob job, String user, Instant asOf) {
    Awaitility.await(user + " as of " + asOf)
        .atMost(SOON)
        .untilAsserted(
            () -> {
              assertThat(job.look().failure()).isEmpty();
              assertThat(rows.get(user)).isPresent();
              assertThat(row(user).version().asOf()).isGreaterThanOrEqualTo(asOf.toEpochMilli());
            });
  }

  /** Until so many more checkpoints, a second apart, are there: the clock has gone on. */
  private static void awaitCheckpoints(RunningJob job, int more) {
    long before = checkpoint(job);
    Awaitility.await().atMost(SOON).until(() -> checkpoint(job) >= before + more);
  }

  private static long checkpoint(RunningJob job) {
    return job.look().checkpoint().map(RunningJob.Checkpoint::id).orElse(0L);
  }

  private double number(String user, String column) {
    List<String> columns = DEFINITION.columns().stream().map(Column::name).toList();
    return row(user).values().number(columns.indexOf(column));
  }

  private ProfileRow row(String user) {
    return rows.get(user).orElseThrow().row();
  }
}
