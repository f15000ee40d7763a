package io.portrait.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.portrait.cli.embedded.EmbeddedFlink;
import io.portrait.cli.embedded.EmbeddedKafka;
import io.portrait.cli.embedded.EmbeddedRedis;
import io.portrait.cli.feed.FeedPositions;
import io.portrait.cli.feed.Feeder;
import io.portrait.cli.feed.FileSource;
import io.portrait.cli.feed.Topic;
import io.portrait.definition.Definition;
import io.portrait.definition.DefinitionFile;
import io.portrait.embedding.EmbeddingSettings;
import io.portrait.event.Event;
import io.portrait.event.EventParser;
import io.portrait.event.Origin;
import io.portrait.job.JobConfig;
import io.portrait.job.KafkaStart;
import io.portrait.job.ProfileJob;
import io.portrait.job.Tally;
import io.portrait.offline.OfflineCatalog;
import io.portrait.offline.OfflineReader;
import io.portrait.offline.OfflineTables;
import io.portrait.online.RedisAddress;
import io.portrait.shop.GeneratedRecord;
import io.portrait.shop.ShopGenerator;
import io.portrait.shop.ShopRates;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.encryption.EncryptedFiles;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job that goes on from a bootstrapped savepoint, beside one that has run all along. */
class BootstrapIT {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String DEFINITION =
      """
      project: shop
      features:
        - {name: views, types: [view], aggregate: count, windows: [1h, 24h, 7d]}
        - {name: spend, types: [purchase], aggregate: sum, of: amount, windows: [24h, 7d]}
        - {name: items, types: [view], aggregate: distinct, of: item_id, windows: [7d]}
        - {name: days, aggregate: days_active, windows: [7d]}
        - {name: last_category, aggregate: last, of: category}
      derived: [{name: spend_per_view, value: "spend_7d / views_7d"}]
      observations: {every: 3h, active_within: 2d}
      segments: {count: 3, features: [views_7d, spend_7d, days_7d], block: 32}
      churn:
        activity: [view, purchase]
        horizon: 12h
        features: [views_24h, views_7d, spend_7d, spend_per_view, tenure_days]
        alert: {above: 0.5, again_below: 0.4}
        learning: {alpha: 0.1, l1: 0.1}
      """;

  private static final Definition SHOP = DefinitionFile.parse(DEFINITION, "shop.yaml");
  private static final Instant FROM = Instant.parse("2026-03-01T00:00:00Z");
  private static final Instant UNTIL = FROM.plus(Duration.ofDays(4));
  private static final Instant TO = FROM.plus(Duration.ofDays(7));

  private static final List<String> TABLES =
      List.of(
          OfflineTables.FEATURE_LOG,
          OfflineTables.LABELS,
          OfflineTables.MODELS,
          OfflineTables.SEGMENT_CHANGES,
          OfflineTables.CHURN_ALERTS);

  /** When something was written, and what names the definitions, whose fields differ. */
  private static final Set<String> ASIDE = Set.of("known_at", "definitions");

  private static final Origin NOWHERE = new Origin("", 0, 0);

  private final EventParser parser = new EventParser(SHOP.events());

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  /** Of the whole time, by event time; copies among them, each with an id. */
  private final List<String> records = new ArrayList<>();

  @BeforeEach
  void makeUp() throws IOException {
    Iterator<GeneratedRecord> made =
        new ShopGenerator(7, ShopRates.DEFAULT.withUsers(250)).between(FROM, TO);
    while (made.hasNext()) {
      String record = new String(made.next().value(), StandardCharsets.UTF_8);
      if (time(record).isPresent()) {
        records.add(record);
      }
    }
    // What comes late may fall on either side of a tick, here as there: that is tested elsewhere.
    records.sort(Comparator.comparing(record -> time(record).orElseThrow()));
    Files.writeString(folder.resolve("shop.yaml"), DEFINITION);
    write("whole.jsonl", records);
  }

  /** The topic holds the last day of the history once more, as topics do. */
  @Test
  void rowsTablesAndModelsAreThoseOfAJobThatHasRunAllAlong() throws Exception {
    write("a.jsonl", shard(0));
    write("b.jsonl", shard(1));
    write("rest.jsonl", since(UNTIL.minus(Duration.ofDays(1))));
    try (EmbeddedRedis whole = EmbeddedRedis.start(folder.resolve("redis-whole"), 0);
        EmbeddedRedis halves = EmbeddedRedis.start(folder.resolve("redis-halves"), 0)) {
      Run replay = run("replay", whole, "whole", "--events", folder + "/whole.jsonl");
      assertThat(replay.code()).as(replay.err()).isZero();

      Run bootstrap =
          run(
              "bootstrap",
              halves,
              "halves",
              "--from",
              folder + "/[ab].jsonl",
              "--until",
              UNTIL.toString(),
              "--savepoint-dir",
              folder.resolve("savepoints").toString());
      assertThat(bootstrap.code()).as(bootstrap.err()).isZero();
      JsonNode done = JSON.readTree(bootstrap.lastLine());
      assertThat(done.get("events_in").longValue()).isEqualTo(before(UNTIL).size());
      assertThat(done.get("left_out").longValue()).isEqualTo(since(UNTIL).size());
      assertThat(bootstrap.err()).contains("kafka.start: earliest");

      Map<String, Long> counts = goOn(Path.of(done.get("savepoint").textValue()), halves);

      areThoseOfTheEvents(halves, SHOP);
      for (String table : TABLES) {
        assertThat(table("halves", table))
            .as(table)
            .isNotEmpty()
            .containsExactlyInAnyOrderElementsOf(table("whole", table));
      }
      JsonNode atOnce = JSON.readTree(replay.lastLine());
      assertThat(counts.get(Tally.EVENTS_ACCEPTED))
          .isEqualTo(atOnce.get("events_accepted").longValue());
      assertThat(counts.get(Tally.EVENTS_DUPLICATE))
          .as("what the topic still held of the history")
          .isEqualTo(
              atOnce.get("events_duplicate").longValue()
                  + since(UNTIL.minus(Duration.ofDays(1))).size()
                  - since(UNTIL).size());
    }
  }

  private Map<String, Long> goOn(Path savepoint, EmbeddedRedis redis) throws Exception {
    Path rest = folder.resolve("rest.jsonl");
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
        Topic topic = Topic.of(kafka.bootstrap(), "user-events");
        FileSource source = FileSource.open(rest);
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
      topic.make(3);
      Feeder feeder =
          new Feeder(topic, FeedPositions.load(folder.resolve("feed.json")), SHOP.events());
      assertThat(feeder.feed(source)).isTrue();
      feeder.endOfTime();
      StreamExecutionEnvironment environment = flink.environment("goes on");
      ProfileJob.draw(
          environment,
          new JobConfig(
              SHOP,
              DEFINITION,
              new JobConfig.Kafka(
                  kafka.bootstrap(),
                  "user-events",
                  "live",
                  true,
                  KafkaStart.EARLIEST,
                  "",
                  "",
                  Map.of()),
              new JobConfig.Redis(redis.uri(), "", ""),
              OfflineCatalog.local(folder.resolve("warehouse-halves")),
              EmbeddingSettings.DEFAULT,
              Map.of(),
              0));
      return flink.submit(environment, Optional.of(savepoint)).result().get(3, TimeUnit.MINUTES);
    }
  }

  /** A table has no order, and names its columns as it likes. */
  @Test
  void aTableGivesTheRowsThatAFileGives() throws Exception {
    String mapped =
        DEFINITION.replace(
            "features:\n", "events: {fields: {user_id: /who/id, time: /at}}\nfeatures:\n");
    makeTable();
    Files.writeString(folder.resolve("mapped.yaml"), mapped);
    try (EmbeddedRedis ofFile = EmbeddedRedis.start(folder.resolve("redis-file"), 0);
        EmbeddedRedis ofTable = EmbeddedRedis.start(folder.resolve("redis-table"), 0)) {
      String savepoints = folder.resolve("savepoints").toString();
      Run file =
          run(
              "bootstrap",
              ofFile,
              "file",
              "--from",
              folder + "/whole.jsonl",
              "--savepoint-dir",
              savepoints);
      Run misspelt =
          run(
              "bootstrap",
              ofTable,
              "table",
              "--from",
              "iceberg:lake.evnts",
              "--catalog",
              folder + "/lake",
              "--savepoint-dir",
              savepoints);
      assertThat(misspelt.code()).isEqualTo(1);
      assertThat(misspelt.complaints())
          .containsExactly("portrait: no table 'lake.evnts' (did you mean 'lake.events'?)");
      Run table =
          run(
              "bootstrap",
              ofTable,
              "table",
              "--definitions",
              folder + "/mapped.yaml",
              "--from",
              "iceberg:lake.events",
              "--catalog",
              folder + "/lake",
              "--savepoint-dir",
              savepoints);

      assertThat(file.code()).as(file.err()).isZero();
      assertThat(table.code()).as(table.err()).isZero();
      areThoseOfTheEvents(ofTable, DefinitionFile.parse(mapped, "mapped.yaml"));
      for (String name : TABLES) {
        assertThat(table("table", name))
            .as(name)
            .isNotEmpty()
            .containsExactlyInAnyOrderElementsOf(table("file", name));
      }
    }
  }

  /** Every row, recomputed from every event. */
  private void areThoseOfTheEvents(EmbeddedRedis redis, Definition definition) throws IOException {
    Path export = folder.resolve("rows.jsonl");
    Export.write(new RedisAddress(redis.uri(), "", ""), "shop", export);
    NaiveReplay naive = NaiveReplay.of(SHOP, folder.resolve("whole.jsonl"), 1);

    ExportOracle.Comparison comparison = new ExportOracle(definition).compare(naive, export);

    assertThat(comparison.differences()).isEmpty();
    assertThat(comparison.rows()).isEqualTo(naive.users().size()).isGreaterThan(100);
  }

  @Test
  void whatCannotBeReadIsRefusedInALine() throws Exception {
    Run nothing = bootstrap("--from", folder + "/no*.jsonl");
    assertThat(nothing.code()).isEqualTo(1);
    assertThat(nothing.complaints())
        .containsExactly("portrait: no such file: " + folder + "/no*.jsonl");
    Run both = bootstrap("--from", folder + "/whole.jsonl", "iceberg:a.b");
    assertThat(both.code()).isEqualTo(2);
    assertThat(both.complaints()).containsExactly("portrait: --from: files, or one table");
    Run early = bootstrap("--from", folder + "/whole.jsonl", "--until", "2020-01-01");
    assertThat(early.code()).isEqualTo(1);
    assertThat(early.complaints())
        .singleElement()
        .asString()
        .startsWith("portrait: the history has no event before --until: ");
    Run few = bootstrap("--from", folder + "/whole.jsonl", "--max-parallelism", "1");
    assertThat(few.code()).isEqualTo(2);
    assertThat(few.complaints()).singleElement().asString().contains("--max-parallelism: 2 ");
  }

  @Test
  void oneThatIsStoppedLeavesNoSavepointAndTheNextDoesItAll() throws Exception {
    write("long.jsonl", IntStream.range(0, 200_000).mapToObj(BootstrapIT::view).toList());
    Process stopped =
        PortraitProcess.start(folder, "bootstrap", List.of("--from", folder + "/long.jsonl"));
    // Which is said once all of it is in the topic.
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> PortraitProcess.output(folder).contains("feeding "));

    PortraitProcess.stop(
        stopped, 130, Duration.ofMinutes(1), folder.resolve(PortraitProcess.OUTPUT));

    assertThat(PortraitProcess.output(folder)).contains("portrait: stopped: there is no savepoint");
    assertThat(folder.resolve("data/savepoints")).doesNotExist();

    Run next = bootstrap("--from", folder + "/whole.jsonl");
    assertThat(next.code()).as(next.err()).isZero();
    assertThat(JSON.readTree(next.lastLine()).get("events_in").longValue())
        .isEqualTo(records.size());
    assertThat(folder.resolve("data/savepoints")).isNotEmptyDirectory();
  }

  private static String view(int number) {
    return "{\"event_id\":\"e-%d\",\"user_id\":\"u-%d\",\"type\":\"view\",\"time\":\"%s\"}"
        .formatted(number, number % 100, FROM.plusSeconds(number));
  }

  private Run bootstrap(String... more) {
    List<String> arguments = new ArrayList<>(List.of("bootstrap"));
    arguments.addAll(List.of("--data-dir", folder + "/data", "--parallelism", "2", "--port", "0"));
    arguments.addAll(List.of(more));
    return Run.of(arguments.toArray(String[]::new));
  }

  private Run run(String command, EmbeddedRedis redis, String name, String... more) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of("--definitions", folder + "/shop.yaml"));
    arguments.addAll(List.of("--data-dir", folder + "/data-" + name, "--redis", redis.uri()));
    arguments.addAll(List.of("--warehouse", folder + "/warehouse-" + name));
    arguments.addAll(List.of("--parallelism", "2", "--port", "0", "--checkpoint-interval", "1s"));
    if (List.of(more).contains("--definitions")) {
      arguments.subList(1, 3).clear();
    }
    arguments.addAll(List.of(more));
    return Run.of(arguments.toArray(String[]::new));
  }

  private Optional<Instant> time(String record) {
    return parser.parse(record.getBytes(StandardCharsets.UTF_8), NOWHERE, Long.MAX_VALUE)
            instanceof Event event
        ? Optional.of(Instant.ofEpochMilli(event.timeMillis()))
        : Optional.empty();
  }

  private List<String> before(Instant end) {
    return records.stream().filter(record -> time(record).orElseThrow().isBefore(end)).toList();
  }

  private List<String> since(Instant begin) {
    return records.stream().filter(record -> !time(record).orElseThrow().isBefore(begin)).toList();
  }

  /** Every other record, also of the time after the end of the history. */
  private List<String> shard(int which) {
    List<String> shard = new ArrayList<>();
    for (int i = which; i < records.size(); i += 2) {
      shard.add(records.get(i));
    }
    return shard;
  }

  private void write(String name, List<String> lines) throws IOException {
    Files.write(folder.resolve(name), lines);
  }

  private List<String> table(String warehouse, String name) {
    Catalog catalog =
        OfflineCatalog.open(OfflineCatalog.local(folder.resolve("warehouse-" + warehouse)));
    try {
      List<String> rows = new ArrayList<>();
      for (Map<String, Object> row :
          OfflineReader.rows(
              catalog.loadTable(OfflineTables.identifier("shop", name)),
              Expressions.alwaysTrue())) {
        Map<String, Object> kept = new TreeMap<>(row);
        kept.keySet().removeAll(ASIDE);
        kept.replaceAll(
            (column, value) -> value instanceof Map<?, ?> map ? new TreeMap<>(map) : value);
        rows.add(kept.toString());
      }
      return rows;
    } finally {
      OfflineCatalog.close(catalog);
    }
  }

  /** The records by item, each with a user in a struct and a time with a zone. */
  private void makeTable() throws Exception {
    Types.StructType who =
        Types.StructType.of(Types.NestedField.required(11, "id", Types.StringType.get()));
    Schema schema =
        new Schema(
            Types.NestedField.required(1, "event_id", Types.StringType.get()),
            Types.NestedField.required(2, "who", who),
            Types.NestedField.required(3, "at", Types.TimestampType.withZone()),
            Types.NestedField.required(4, "type", Types.StringType.get()),
            Types.NestedField.optional(5, "item_id", Types.StringType.get()),
            Types.NestedField.optional(6, "category", Types.StringType.get()),
            Types.NestedField.optional(7, "amount", Types.DoubleType.get()),
            Types.NestedField.optional(8, "quantity", Types.DoubleType.get()));
    Catalog catalog = OfflineCatalog.create(OfflineCatalog.local(folder.resolve("lake")));
    try {
      ((SupportsNamespaces) catalog).createNamespace(Namespace.of("lake"));
      Table table = catalog.createTable(TableIdentifier.of("lake", "events"), schema);
      List<String> shuffled = new ArrayList<>(records);
      shuffled.sort(Comparator.comparingInt(Objects::hashCode));
      DataWriter<Record> writer =
          new GenericFileWriterFactory.Builder(table)
              .build()
              .newDataWriter(
                  EncryptedFiles.plainAsEncryptedOutput(
                      table.io().newOutputFile(table.location() + "/data/events.parquet")),
                  table.spec(),
                  null);
      try (writer) {
        for (String text : shuffled) {
          writer.write(row(table.schema(), JSON.readTree(text)));
        }
      }
      table.newAppend().appendFile(writer.toDataFile()).commit();
    } finally {
      OfflineCatalog.close(catalog);
    }
  }

  private static Record row(Schema schema, JsonNode event) {
    GenericRecord user = GenericRecord.create(schema.findType("who").asStructType());
    user.setField("id", event.get("user_id").asText());
    GenericRecord row = GenericRecord.create(schema);
    row.setField("who", user);
    row.setField("at", Instant.parse(event.get("time").asText()).atOffset(ZoneOffset.UTC));
    for (String text : List.of("event_id", "type", "item_id", "category")) {
      row.setField(text, event.hasNonNull(text) ? event.get(text).asText() : null);
    }
    for (String number : List.of("amount", "quantity")) {
      row.setField(number, event.hasNonNull(number) ? event.get(number).asDouble() : null);
    }
    return row;
  }
}
