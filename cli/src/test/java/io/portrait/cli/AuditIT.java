package io.portrait.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.portrait.cli.embedded.EmbeddedRedis;
import io.portrait.definition.Definition;
import io.portrait.definition.DefinitionFile;
import io.portrait.definition.Online;
import io.portrait.embedding.build.TinyModel;
import io.portrait.offline.OfflineCatalog;
import io.portrait.offline.OfflineReader;
import io.portrait.offline.OfflineTables;
import io.portrait.offline.TestRows;
import io.portrait.online.OnlineStore;
import io.portrait.online.RedisAddress;
import io.portrait.online.RowEncoder;
import io.portrait.online.RowOutcome;
import io.portrait.online.StoredProfile;
import io.portrait.profile.ProfileRow;
import io.portrait.shop.GeneratedRecord;
import io.portrait.shop.ShopGenerator;
import io.portrait.shop.ShopRates;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.expressions.Expressions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a replay leaves, audited: it agrees; and whatever is changed behind its back is found. Each
 * test spoils another user.
 */
class AuditIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
  private static final String TEXT =
      """
      project: audited
      features:
        - {name: views, types: [view], aggregate: count, windows: [1d, 7d, 30d]}
        - {name: spend, types: [purchase], aggregate: sum, of: amount, windows: [30d]}
        - {name: favourites, types: [view], aggregate: top, of: category, keep: 2, windows: [30d]}
        - {name: days, aggregate: days_active, windows: [7d, 30d]}
        - {name: since, aggregate: recency}
      derived: [{name: spend_per_view, value: "spend_30d / views_30d"}]
      tags: [{name: quiet, when: "views_7d == 0"}]
      observations: {every: 1d, active_within: 30d}
      segments: {count: 3, features: [views_7d, spend_30d, days_30d, spend_per_view]}
      churn:
        activity: [view, cart, purchase]
        horizon: 3d
        features: [views_1d, views_7d, views_30d, spend_30d, days_7d, days_30d, since]
      """;
  private static final Definition DEFINITION = DefinitionFile.parse(TEXT, "audited");

  /** Late ones, copies and broken ones among what is sent. */
  private static final ShopRates RATES =
      ShopRates.DEFAULT
          .withUsers(200)
          .withVisits(new ShopRates.Visits(0.2, 4, 0.8, 0.01, 0.25, 0.01, Duration.ofDays(10)));

  @TempDir static Path folder;

  private static Path data = Path.of("");
  private static Path events = Path.of("");

  /** Before anything was spoilt. */
  private static JsonNode pristine = JSON.missingNode();

  private static List<String> users = List.of();

  @BeforeAll
  static void replay() throws IOException {
    data = folder.resolve("data");
    events = folder.resolve("events.jsonl");
    List<GeneratedRecord> records = new ArrayList<>();
    Iterator<GeneratedRecord> shop =
        new ShopGenerator(11, RATES).between(FROM, FROM.plus(Duration.ofDays(40)));
    shop.forEachRemaining(records::add);
    records.sort(Comparator.comparingLong(GeneratedRecord::sentMillis));
    try (OutputStream out = Files.newOutputStream(events)) {
      for (GeneratedRecord record : records) {
        out.write(record.value());
        out.write('\n');
      }
    }
    Path definitions = Files.writeString(folder.resolve("audited.yaml"), TEXT);
    Run run =
        Run.of(
            "replay",
            "--events",
            events.toString(),
            "--definitions",
            definitions.toString(),
            "--data-dir",
            data.toString(),
            "--parallelism",
            "2");
    assertThat(run.code()).as(run.err()).isZero();
    pristine = audit(events, 0, "--ticks", "1000");
    users =
        inRedis(
            store -> {
              List<String> all = new ArrayList<>();
              store.users().forEachRemaining(all::add);
              return store.getAll(all).stream()
                  .flatMap(Optional::stream)
                  .filter(stored -> stored.row().segment() != null)
                  .sorted(Comparator.comparingLong(stored -> -stored.row().version().events()))
                  .map(stored -> stored.row().userId())
                  .limit(10)
                  .toList();
            });
  }

  @Test
  void every_row_agrees_online_and_offline_and_nothing_is_left_unchecked() {
    assertThat(pristine.get("examples")).isEmpty();
    assertThat(pristine.get("mismatches").longValue()).isZero();
    assertThat(pristine.get("unchecked")).isEmpty();
    assertThat(pristine.get("users").longValue()).isGreaterThan(100);
    assertThat(pristine.get("rows").get("feature_log").longValue()).isGreaterThan(2_000);
    assertThat(pristine.get("rows").get("profiles")).isEqualTo(pristine.get("users"));
    JsonNode columns = pristine.get("columns");
    for (String column : List.of("views_7d", "favourites_30d", "segment", "churn_probability")) {
      for (String place : List.of("redis", "feature_log", "profiles")) {
        assertThat(columns.get(column).get(place).get("agree"))
            .as(column + " in " + place)
            .isEqualTo(pristine.get("rows").get(place));
      }
    }
    assertThat(columns.get("_events").get("redis").get("agree")).isEqualTo(pristine.get("users"));
  }

  @Test
  void says_so_in_a_table_with_its_last_line() {
    Run run =
        Run.of(
            "audit",
            "--data-dir",
            data.toString(),
            "--events",
            events.toString(),
            "--users",
            users.get(9));

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.lastLine()).isEqualTo("0 mismatches in 17 columns of 1 user");
    assertThat(run.out()).contains("audit of audited, definitions " + DEFINITION.hash());
  }

  @Test
  void a_value_changed_in_redis_is_found() throws IOException {
    String user = users.get(0);
    spoil(
        user,
        row -> {
          row.values().set(1, row.values().number(1) + 1);
          return row;
        });

    JsonNode found = only(audit(events, 1, "--users", user), "views_7d");

    assertThat(found.get("place").asText()).isIn("redis", "profiles");
    assertThat(found.get("user_id").asText()).isEqualTo(user);
    Run people =
        Run.of(
            "audit", "--data-dir", data.toString(), "--events", events.toString(), "--users", user);
    assertThat(people.code()).isEqualTo(1);
    assertThat(people.out())
        .contains(user + "  views_7d  redis, as of 2026-02-")
        .contains("  found ", "  expected ", "  from     ")
        .contains("./portrait explain USER COLUMN");
    assertThat(people.lastLine()).isEqualTo("2 mismatches in 17 columns of 1 user");
  }

  @Test
  void so_is_what_a_model_did_not_say() throws IOException {
    String user = users.get(1);
    spoil(
        user,
        row ->
            new ProfileRow(
                row.userId(),
                row.version(),
                row.values(),
                (Objects.requireNonNull(row.segment()) + 1) % 3,
                row.churnProbability() + 1e-6,
                List.of("it rains: +0.10"),
                row.tags(),
                row.writtenAt(),
                row.definitions(),
                row.models(),
                row.status(),
                row.partialUntil(),
                row.embedding()));

    JsonNode audited = audit(events, 1, "--users", user);

    for (String column : List.of("segment", "churn_probability", "churn_reasons")) {
      assertThat(audited.get("columns").get(column).get("redis").get("differ").intValue())
          .as(column)
          .isOne();
    }
    assertThat(audited.get("columns").get("views_7d").get("redis").get("differ").intValue())
        .isZero();
  }

  @Test
  void an_event_missing_in_the_file_is_found() throws IOException {
    String user = users.get(2);
    // Some records are no UTF-8: they go through as they are.
    List<String> lines = new ArrayList<>(Files.readAllLines(events, ISO_8859_1));
    String id = lastEventOf(user, lines);
    lines.removeIf(line -> line.contains(id));
    Path other = Files.write(folder.resolve("other.jsonl"), lines, ISO_8859_1);

    JsonNode audited = audit(other, 1, "--users", user);

    assertThat(audited.get("columns").get("_events").get("redis").get("differ").intValue()).isOne();
    assertThat(StreamSupport.stream(audited.get("examples").spliterator(), false))
        .allSatisfy(each -> assertThat(each.get("user_id").asText()).isEqualTo(user));
  }

  @Test
  void a_changed_row_of_the_feature_log_is_found() throws IOException {
    String user = users.get(3);
    Catalog catalog = OfflineCatalog.open(OfflineCatalog.local(data.resolve("warehouse")));
    Instant tick;
    try {
      Table log = catalog.loadTable(OfflineTables.identifier("audited", OfflineTables.FEATURE_LOG));
      Map<String, @Nullable Object> row =
          new HashMap<>(OfflineReader.rows(log, Expressions.equal("user_id", user)).get(0));
      tick = (Instant) Objects.requireNonNull(row.get("as_of"));
      row.put("days_30d", (long) Objects.requireNonNull(row.get("days_30d")) + 1);
      Instant knownAt = (Instant) Objects.requireNonNull(row.get("known_at"));
      row.put("as_of", tick.atOffset(ZoneOffset.UTC));
      row.put("known_at", knownAt.plusSeconds(60).atOffset(ZoneOffset.UTC));
      TestRows.append(log, row);
    } finally {
      OfflineCatalog.close(catalog);
    }

    JsonNode found = only(audit(events, 1, "--users", user, "--ticks", "1000"), "days_30d");

    assertThat(found.get("place").asText()).isEqualTo("feature_log");
    assertThat(found.get("as_of").longValue()).isEqualTo(tick.toEpochMilli());
  }

  @Test
  void embeddings_are_recomputed_where_that_is_asked_for() throws IOException {
    Path model = TinyModel.perToken(folder.resolve("model"));
    Path definitions =
        Files.writeString(
            folder.resolve("tastes.yaml"),
            """
            project: tastes
            features: [{name: n, aggregate: count}]
            embedding: {model: "file:%s", of: text, half_life: 14d, weights: {purchase: 3}}
            """
                .formatted(model));
    Path file =
        Files.write(
            folder.resolve("tastes.jsonl"),
            List.of(
                taste("traveller", "view", 1, "east"),
                taste("traveller", "purchase", 2, "north"),
                taste("unlucky", "view", 3, "broken")));
    String place = folder.resolve("tastes").toString();
    Run replay =
        Run.of(
            "replay",
            "--events",
            file.toString(),
            "--definitions",
            definitions.toString(),
            "--data-dir",
            place);
    assertThat(replay.code()).as(replay.err()).isZero();
    String[] arguments = {"audit", "--data-dir", place, "--events", file.toString(), "--json"};

    JsonNode without = JSON.readTree(Run.of(arguments).out()).get("columns").get("embedding");
    List<String> more = new ArrayList<>(List.of(arguments));
    more.add("--embeddings");
    Run run = Run.of(more.toArray(String[]::new));
    JsonNode with = JSON.readTree(run.out()).get("columns").get("embedding");

    assertThat(run.code()).as(run.out() + run.err()).isZero();
    assertThat(without.get("redis").get("unchecked").intValue()).isEqualTo(2);
    assertThat(with.get("redis").get("unchecked").intValue()).as("the unlucky one").isOne();
    assertThat(with.get("redis").get("agree").intValue()).isOne();
  }

  @Test
  void without_the_file_says_that_a_replay_keeps_none() {
    Run run = Run.of("audit", "--data-dir", data.toString());

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.complaints())
        .containsExactly(
            "portrait: the newest rows were made by a replay, which keeps no events: give its file"
                + " with --events");
  }

  @Test
  void all_parts_may_be_elsewhere() {
    try (EmbeddedRedis redis = EmbeddedRedis.start(data.resolve("redis"), 0)) {
      Run run =
          Run.of(
              "audit",
              "--redis",
              redis.uri(),
              "--warehouse",
              data.resolve("warehouse").toString(),
              "--definitions",
              folder.resolve("audited.yaml").toString(),
              "--events",
              events.toString(),
              "--users",
              users.get(5));

      assertThat(run.code()).as(run.out() + run.err()).isZero();
      assertThat(run.lastLine()).isEqualTo("0 mismatches in 17 columns of 1 user");
    }
  }

  @Test
  void a_user_without_a_row_is_no_success() {
    Run run =
        Run.of(
            "audit",
            "--data-dir",
            data.toString(),
            "--events",
            events.toString(),
            "--users",
            "nobody," + users.get(8));

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).contains("no profile for 'nobody'");
    assertThat(run.lastLine()).startsWith("0 mismatches in ");
  }

  @Test
  void other_definitions_than_those_of_the_rows_check_nothing() throws IOException {
    Path changed =
        Files.writeString(folder.resolve("changed.yaml"), TEXT.replace("keep: 2", "keep: 3"));

    Run run =
        Run.of(
            "audit",
            "--data-dir",
            data.toString(),
            "--events",
            events.toString(),
            "--definitions",
            changed.toString(),
            "--sample",
            "5");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).contains("made by other definitions, " + DEFINITION.hash());
    assertThat(run.lastLine()).isEqualTo("nothing could be checked");
  }

  @Test
  void writes_metrics_to_a_file() throws IOException {
    Path metrics = folder.resolve("audit.prom");

    audit(events, 0, "--users", users.get(7), "--metrics-file", metrics.toString());

    assertThat(Files.readAllLines(metrics))
        .contains(
            "portrait_audit_checked_total{column=\"views_7d\",place=\"redis\"} 1.0",
            "portrait_audit_mismatches_total{column=\"views_7d\",place=\"redis\"} 0.0",
            "portrait_audit_failures_total 0.0",
            "portrait_audit_last_run_users 1.0");
  }

  @Test
  void audits_again_and_again_until_it_is_told_to_stop() throws Exception {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Portrait.class.getName()));
    command.addAll(List.of("audit", "--data-dir", data.toString(), "--events", events.toString()));
    command.addAll(List.of("--users", users.get(6), "--every", "10ms", "--metrics-port", "0"));
    Path output = folder.resolve("again");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      Pattern address = Pattern.compile("http://127.0.0.1:\\d+/metrics");
      await()
          .atMost(Duration.ofMinutes(2))
          .untilAsserted(
              () -> {
                Matcher found = address.matcher(Files.readString(output));
                assertThat(found.find()).isTrue();
                try (InputStream metrics = URI.create(found.group()).toURL().openStream()) {
                  assertThat(new String(metrics.readAllBytes(), UTF_8))
                      .containsPattern(
                          "(?m)^portrait_audit_checked_total\\{column=\"views_7d\","
                              + "place=\"redis\"} ([3-9]|\\d\\d+)\\.0$");
                }
              });
      process.destroy();
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).as(Files.readString(output)).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  private static String taste(String user, String type, int day, String text) {
    return """
    {"user_id": "%s", "type": "%s", "time": "2026-05-%02dT00:00:00Z", "text": "%s"}\
    """
        .formatted(user, type, day, text);
  }

  /** An id that only the last event of a user has. */
  private static String lastEventOf(String user, List<String> lines) throws IOException {
    for (int i = lines.size() - 1; i >= 0; i--) {
      if (lines.get(i).contains('"' + user + '"')) {
        String id = '"' + JSON.readTree(lines.get(i)).path("event_id").asText("none") + '"';
        if (lines.stream().filter(line -> line.contains(id)).count() == 1) {
          return id;
        }
      }
    }
    throw new AssertionError("no event of " + user);
  }

  private static JsonNode only(JsonNode audited, String column) {
    audited
        .get("columns")
        .properties()
        .forEach(
            each ->
                each.getValue()
                    .findValues("differ")
                    .forEach(
                        differ ->
                            assertThat(differ.intValue() == 0 || each.getKey().equals(column))
                                .as(each.getKey())
                                .isTrue()));
    assertThat(audited.get("mismatches").longValue()).isPositive();
    return audited.get("examples").get(0);
  }

  private static JsonNode audit(Path file, int code, String... more) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of("audit", "--data-dir", data.toString(), "--events", file.toString(), "--json"));
    arguments.addAll(List.of(more));
    Run run = Run.of(arguments.toArray(String[]::new));
    assertThat(run.code()).as(run.out() + run.err()).isEqualTo(code);
    return JSON.readTree(run.out());
  }

  /** Puts another row in the place of a user's, of the same version. */
  private static void spoil(String user, UnaryOperator<ProfileRow> change) {
    inRedis(
        store -> {
          StoredProfile stored = store.get(user).orElseThrow();
          RowEncoder encoder =
              new RowEncoder("audited", stored.schema(), Online.Encoding.PACKED, 3_600_000);
          List<RowOutcome> outcomes =
              store.write(
                  List.of(
                      encoder.delete(user, stored.row().version()),
                      encoder.write(change.apply(stored.row()))));
          assertThat(outcomes)
              .extracting(RowOutcome::status)
              .containsOnly(RowOutcome.Status.WRITTEN);
          return outcomes;
        });
  }

  private interface Work<T> {
    T on(OnlineStore store);
  }

  private static <T> T inRedis(Work<T> work) {
    try (EmbeddedRedis redis = EmbeddedRedis.start(data.resolve("redis"), 0);
        OnlineStore store = OnlineStore.connect(new RedisAddress(redis.uri(), "", ""), "audited")) {
      return work.on(store);
    }
  }
}
