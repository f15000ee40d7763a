package io.portrait.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.collect.Iterators;
import io.portrait.cli.embedded.EmbeddedFlink;
import io.portrait.cli.embedded.EmbeddedKafka;
import io.portrait.cli.embedded.EmbeddedRedis;
import io.portrait.cli.embedded.RunningJob;
import io.portrait.cli.embedded.RunningJob.Sight;
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
import io.portrait.job.sink.KafkaTopics;
import io.portrait.offline.OfflineCatalog;
import io.portrait.offline.OfflineReader;
import io.portrait.offline.OfflineTables;
import io.portrait.online.RedisAddress;
import io.portrait.shop.GeneratedRecord;
import io.portrait.shop.ShopGenerator;
import io.portrait.shop.ShopRates;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.expressions.Expressions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whole savepoints of every released version, Kafka's offsets and transactions among them: this
 * version goes on from each as one would that has run all along.
 *
 * <p>Beside a savepoint lie the definitions and the events it was made of, so that no later change
 * of what makes events up matters. {@code savepoints/write-golden VERSION} adds one.
 */
class GoldenSavepointIT {

  private static final Path GOLDEN =
      Path.of("..", "savepoints", "golden").toAbsolutePath().normalize();
  private static final Duration SOON = Duration.ofMinutes(2);
  private static final int PARTITIONS = 2;
  private static final int EVENTS = 2_400;

  private static final List<String> TABLES =
      List.of(
          OfflineTables.FEATURE_LOG,
          OfflineTables.LABELS,
          OfflineTables.MODELS,
          OfflineTables.SEGMENT_CHANGES);

  private static final String DEFINITION =
      """
      project: shop
      features:
        - {name: views, types: [view], aggregate: count, windows: [1h, 24h, 7d]}
        - {name: spend, types: [purchase], aggregate: sum, of: amount, windows: [24h, {size: 7d, hop: 1h}]}
        - {name: basket, types: [purchase], aggregate: mean, of: amount, windows: [7d]}
        - {name: spread, types: [view, purchase], aggregate: stddev, of: amount, windows: [7d]}
        - {name: dearest, types: [purchase], aggregate: max, of: amount, windows: [7d]}
        - {name: half, types: [view], aggregate: quantile, at: 0.5, of: amount, windows: [7d]}
        - {name: items, types: [view, cart, purchase], aggregate: distinct, of: item_id, windows: [7d]}
        - {name: categories, types: [view], aggregate: top, of: category, keep: 3, windows: [7d]}
        - {name: first_category, aggregate: first, of: category}
        - {name: last_category, aggregate: last, of: category}
        - {name: days, aggregate: days_active, windows: [7d]}
        - {name: days_since_purchase, types: [purchase], aggregate: recency}
      derived: [{name: spend_per_view, value: "spend_7d / views_7d"}]
      tags: [{name: buyer, when: "spend_7d > 0"}]
      observations: {every: 3h, active_within: 2d}
      segments: {count: 3, features: [views_7d, spend_7d, days_7d], block: 32}
      churn:
        activity: [view, purchase]
        horizon: 12h
        features: [views_24h, views_7d, spend_7d, spend_per_view, tenure_days]
        alert: {above: 0.5, again_below: 0.4}
        learning: {alpha: 0.1, l1: 0.1}
      """;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  static List<Path> versions() throws IOException {
    try (Stream<Path> versions = Files.list(GOLDEN)) {
      return versions.filter(Files::isDirectory).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aSavepointOfAnEarlierVersionGoesOn(Path version) throws Exception {
    String text = Files.readString(version.resolve("shop.yaml"));
    Definition shop = DefinitionFile.parse(text, "shop.yaml");
    try (EmbeddedRedis redis = EmbeddedRedis.start(folder.resolve("redis"), 0)) {
      Run undisturbed =
          Run.of(
              "replay",
              "--definitions",
              version.resolve("shop.yaml").toString(),
              "--events",
              whole(version).toString(),
              "--data-dir",
              folder.resolve("undisturbed").toString(),
              "--parallelism",
              "2",
              "--port",
              "0");
      assertThat(undisturbed.code()).as(undisturbed.err()).isZero();

      goOn(version, shop, text, redis);

      NaiveReplay naive = NaiveReplay.of(shop, whole(version), PARTITIONS);
      Path export = folder.resolve("rows.jsonl");
      Export.write(new RedisAddress(redis.uri(), "", ""), "shop", export);
      assertThat(new ExportOracle(shop).compare(without(naive, export), export).differences())
          .isEmpty();
    }
    long cut = latest(shop, version.resolve("before.jsonl.gz"));
    for (String table : TABLES) {
      Map<String, Integer> expected = rows("undisturbed/warehouse", table, Long.MIN_VALUE);
      Map<String, Integer> all = rows("warehouse", table, Long.MIN_VALUE);
      assertThat(expected).as(table).containsAllEntriesOf(all);
      Map<String, Integer> since = rows("undisturbed/warehouse", table, cut);
      assertThat(since).as(table).isNotEmpty();
      assertThat(all).as(table).containsAllEntriesOf(since);
    }
  }

  /** Adds the savepoint of this version. */
  @Test
  @EnabledIfSystemProperty(named = "portrait.golden", matches = "\\d+\\.\\d+\\.\\d+")
  void writesTheSavepointOfThisVersion() throws Exception {
    Path version = Files.createDirectories(GOLDEN.resolve(System.getProperty("portrait.golden")));
    Files.writeString(version.resolve("shop.yaml"), DEFINITION);
    makeUp(version);
    Definition shop = DefinitionFile.parse(DEFINITION, "shop.yaml");
    try (EmbeddedRedis redis = EmbeddedRedis.start(folder.resolve("redis"), 0);
        EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
        EmbeddedFlink flink = flink();
        Topic topic = Topic.of(kafka.bootstrap(), "user-events")) {
      topic.make(PARTITIONS);
      feed(topic, shop, version.resolve("before.jsonl.gz"), false);
      RunningJob job = flink.submit(draw(flink, kafka, redis, shop, DEFINITION), Optional.empty());
      await().atMost(SOON).until(() -> topic.isReadBy("golden"));
      settle(job);
      Path savepoint = job.stopWithSavepoint(folder.resolve("savepoints"), true);
      Files.move(savepoint, version.resolve("savepoint"));
    }
  }

  private void goOn(Path version, Definition shop, String text, EmbeddedRedis redis)
      throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
        EmbeddedFlink flink = flink();
        Topic topic = Topic.of(kafka.bootstrap(), "user-events")) {
      topic.make(PARTITIONS);
      // The same records at the same offsets as then.
      feed(topic, shop, version.resolve("before.jsonl.gz"), false);
      feed(topic, shop, version.resolve("after.jsonl.gz"), true);
      RunningJob job =
          flink.submit(
              draw(flink, kafka, redis, shop, text), Optional.of(version.resolve("savepoint")));
      await().atMost(SOON).until(() -> topic.isReadBy("golden"));
      settle(job);
      job.stopWithSavepoint(folder.resolve("savepoints"), true);
    }
  }

  /**
   * Waits until nothing of what was read is on its way: neither files nor transactions wait to be
   * committed, in places that another broker and warehouse do not have.
   */
  private static void settle(RunningJob job) {
    AtomicLong checkpoint = new AtomicLong(id(job.look()));
    Map<String, Long> counters = new TreeMap<>();
    await()
        .atMost(SOON)
        .until(
            () -> {
              Sight sight = job.look();
              if (!counters.equals(sight.counters())) {
                counters.clear();
                counters.putAll(sight.counters());
                checkpoint.set(id(sight));
              }
              return id(sight) >= checkpoint.get() + 4;
            });
  }

  private static long id(Sight sight) {
    return sight.checkpoint().map(RunningJob.Checkpoint::id).orElse(0L);
  }

  private EmbeddedFlink flink() throws IOException {
    return EmbeddedFlink.start(
        new EmbeddedFlink.Settings(
            2,
            0,
            Duration.ofSeconds(1),
            1,
            folder.resolve("checkpoints"),
            folder.resolve("log"),
            Files.createDirectories(folder.resolve("temporary"))));
  }

  private StreamExecutionEnvironment draw(
      EmbeddedFlink flink, EmbeddedKafka kafka, EmbeddedRedis redis, Definition shop, String text) {
    JobConfig config =
        new JobConfig(
            shop,
            text,
            new JobConfig.Kafka(
                kafka.bootstrap(),
                "user-events",
                "golden",
                false,
                KafkaStart.EARLIEST,
                JobConfig.Kafka.DEFAULT_ALERTS,
                JobConfig.Kafka.DEFAULT_CHANGES,
                Map.of()),
            new JobConfig.Redis(redis.uri(), "", ""),
            OfflineCatalog.local(folder.resolve("warehouse")),
            EmbeddingSettings.DEFAULT,
            Map.of(),
            0);
    new KafkaTopics(config).ensure(shop);
    StreamExecutionEnvironment environment = flink.environment("golden");
    ProfileJob.draw(environment, config);
    return environment;
  }

  private void feed(Topic topic, Definition shop, Path file, boolean isEnd) throws IOException {
    try (FileSource source = FileSource.open(file)) {
      Feeder feeder =
          new Feeder(topic, FeedPositions.load(folder.resolve("feed.json")), shop.events());
      assertThat(feeder.feed(source)).isTrue();
      if (isEnd) {
        feeder.endOfTime();
      }
    }
  }

  private Path whole(Path version) throws IOException {
    Path whole = folder.resolve("whole.jsonl.gz");
    try (OutputStream out = Files.newOutputStream(whole)) {
      // Members of gzip, one behind the other, are a file of gzip.
      Files.copy(version.resolve("before.jsonl.gz"), out);
      Files.copy(version.resolve("after.jsonl.gz"), out);
    }
    return whole;
  }

  /** Redis begins empty: who has no event after the savepoint may have no row. */
  private static NaiveReplay without(NaiveReplay naive, Path export) throws IOException {
    String rows = Files.readString(export);
    naive.users().keySet().removeIf(user -> !rows.contains("{\"user_id\":\"" + user + "\","));
    assertThat(naive.users()).hasSizeGreaterThan(50);
    return naive;
  }

  private static long latest(Definition shop, Path file) throws IOException {
    return NaiveReplay.of(shop, file, 1).users().values().stream()
        .flatMap(user -> user.events().stream())
        .mapToLong(event -> event.timeMillis())
        .max()
        .orElseThrow();
  }

  /** Records by their time: which side of a tick a late one falls on is for no table to say. */
  private static void makeUp(Path version) throws IOException {
    List<GeneratedRecord> made = new ArrayList<>();
    Iterators.addAll(
        made,
        Iterators.limit(
            new ShopGenerator(11, ShopRates.DEFAULT.withUsers(120))
                .between(
                    Instant.parse("2026-03-01T00:00:00Z"), Instant.parse("2026-06-01T00:00:00Z")),
            EVENTS));
    made.sort(Comparator.comparingLong(GeneratedRecord::timeMillis));
    try (OutputStream before = gzip(version.resolve("before.jsonl.gz"));
        OutputStream after = gzip(version.resolve("after.jsonl.gz"))) {
      for (int i = 0; i < made.size(); i++) {
        OutputStream out = i < EVENTS / 2 ? before : after;
        out.write(made.get(i).value());
        out.write('\n');
      }
    }
  }

  private static OutputStream gzip(Path file) throws IOException {
    return new GZIPOutputStream(Files.newOutputStream(file));
  }

  private Map<String, Integer> rows(String warehouse, String name, long after) {
    Catalog catalog = OfflineCatalog.open(OfflineCatalog.local(folder.resolve(warehouse)));
    try {
      Map<String, Integer> rows = new TreeMap<>();
      for (Map<String, Object> row :
          OfflineReader.rows(
              catalog.loadTable(OfflineTables.identifier("shop", name)),
              Expressions.alwaysTrue())) {
        Map<String, Object> kept = new TreeMap<>(row);
        kept.remove("known_at");
        kept.replaceAll(
            (column, value) -> value instanceof Map<?, ?> map ? new TreeMap<>(map) : value);
        if (millis(Objects.requireNonNull(kept.get("as_of"))) > after) {
          rows.merge(kept.toString(), 1, Integer::sum);
        }
      }
      return rows;
    } finally {
      OfflineCatalog.close(catalog);
    }
  }

  private static long millis(Object time) {
    return ((Instant) time).toEpochMilli();
  }
}
