package io.portrait.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.portrait.offline.OfflineCatalog;
import io.portrait.offline.OfflineReader;
import io.portrait.offline.OfflineTables;
import io.portrait.query.QueryEngine;
import io.portrait.shop.GeneratedRecord;
import io.portrait.shop.ShopGenerator;
import io.portrait.shop.ShopRates;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.expressions.Expressions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A shop's file through the job, and what a data scientist and a marketer take from its tables. */
class TrainingSetIT {

  private static final String DEFINITION =
      """
      project: drawn
      features:
        - {name: views, types: [view], aggregate: count, windows: [1d, 7d]}
        - {name: spend, types: [purchase], aggregate: sum, of: amount, windows: [30d]}
        - {name: basket, types: [purchase], aggregate: mean, of: amount, windows: [30d]}
        - {name: categories, types: [view], aggregate: top, of: category, keep: 2, windows: [7d]}
        - {name: last_category, aggregate: last, of: category}
      observations: {every: 1d, active_within: 7d}
      tags: [{name: keen, when: "views_7d > 10"}]
      segments: {count: 3, features: [views_7d, spend_30d]}
      churn: {activity: [view, cart, purchase], horizon: 3d, features: [views_1d, views_7d, spend_30d]}
      views: {page: [spend_30d, churn_reasons, segment]}
      """;

  private static final List<String> FEATURES =
      List.of("views_1d", "views_7d", "spend_30d", "basket_30d", "categories_7d", "last_category");

  private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir static Path folder;

  private static Path data;

  @BeforeAll
  static void replay() throws IOException {
    Path definitions = Files.writeString(folder.resolve("drawn.yaml"), DEFINITION);
    Path events = folder.resolve("events.jsonl");
    List<GeneratedRecord> records = new ArrayList<>();
    Iterator<GeneratedRecord> shop =
        new ShopGenerator(
                5,
                ShopRates.DEFAULT
                    .withUsers(150)
                    .withVisits(
                        new ShopRates.Visits(0.2, 4, 0.8, 0.01, 0.25, 0.01, Duration.ofDays(10))))
            .between(FROM, FROM.plus(Duration.ofDays(25)));
    shop.forEachRemaining(records::add);
    records.sort(Comparator.comparingLong(GeneratedRecord::sentMillis));
    try (OutputStream out = Files.newOutputStream(events)) {
      for (GeneratedRecord record : records) {
        out.write(record.value());
        out.write('\n');
      }
    }
    data = folder.resolve("data");
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

  private static Run run(String command, String... arguments) {
    List<String> all = new ArrayList<>(List.of(command, "--data-dir", data.toString()));
    all.addAll(List.of(arguments));
    return Run.of(all.toArray(String[]::new));
  }

  @Test
  void theJobsOwnLabelsAreJoinedToTheRowsOfTheirTicks() throws IOException {
    Path set = folder.resolve("churn.parquet");

    Run run = run("training-set", "--out", set.toString());

    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    List<Map<String, @Nullable Object>> labels = rows(OfflineTables.LABELS);
    List<Map<String, @Nullable Object>> expected = new ArrayList<>();
    for (Map<String, @Nullable Object> label : labels) {
      expected.add(naive(label.get("user_id"), time(label), label.get("churned")));
    }
    assertThat(read(set)).isEqualTo(sorted(expected)).hasSizeGreaterThan(500);
    JsonNode manifest =
        new ObjectMapper()
            .readTree(Files.readString(folder.resolve("churn.parquet.manifest.json")));
    assertThat(manifest.path("rows").path("labels").asInt()).isEqualTo(labels.size());
    assertThat(manifest.path("rows").path("without_row").asInt()).isZero();
    assertThat(manifest.path("snapshots").path("feature_log").asLong()).isPositive();
    assertThat(manifest.path("models").path("churn").path("versions").asInt()).isGreaterThan(3);
    assertThat(run.out())
        .contains("SHA-256     " + manifest.path("output").path("sha256").asText());
    assertThat(run.out()).contains(manifest.path("definitions").fieldNames().next());
  }

  @Test
  void labelsOfOnesOwnAreJoinedToWhatWasKnownByThen() throws IOException {
    Random random = new Random(1);
    List<String> users =
        rows(OfflineTables.FEATURE_LOG).stream()
            .map(row -> (String) row.get("user_id"))
            .distinct()
            .sorted()
            .toList();
    StringBuilder text = new StringBuilder("user_id,time,label\n");
    List<Map<String, @Nullable Object>> expected = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      String user = i % 30 == 0 ? "nobody" + i : users.get(random.nextInt(users.size()));
      Instant time = FROM.plusMillis(random.nextLong(Duration.ofDays(30).toMillis()));
      text.append(user).append(',').append(time).append(',').append(i % 2).append('\n');
      expected.add(naive(user, time, (long) (i % 2)));
    }
    Path labels = Files.writeString(folder.resolve("labels.csv"), text);
    Path set = folder.resolve("own.parquet");

    Run run = run("training-set", "--labels", labels.toString(), "--out", set.toString());

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(read(set)).isEqualTo(sorted(expected));
    assertThat(expected).anyMatch(row -> row.get("_feature_as_of") == null);
    Run again = run("training-set", "--again", set + ".manifest.json");
    assertThat(again.out()).startsWith("the same bytes: 300 rows, SHA-256 ");
    assertThat(again.code()).isZero();
    Files.writeString(labels, text.append("u,0,1\n"));
    assertThat(run("training-set", "--again", set + ".manifest.json").err())
        .isEqualTo("portrait: " + labels + " is not what it was: it has another SHA-256\n");
  }

  @Test
  void aSetThatCannotBeDrawnAgainFromItsSnapshotsSaysSo() throws IOException {
    Path set = folder.resolve("gone.csv");
    assertThat(run("training-set", "--out", set.toString(), "--features", "views_7d").code())
        .isZero();
    Path manifest = Path.of(set + ".manifest.json");
    String text = Files.readString(manifest);
    long snapshot = new ObjectMapper().readTree(text).path("snapshots").path("labels").asLong();
    Files.writeString(manifest, text.replace(": " + snapshot, ": 4711"));

    Run again = run("training-set", "--again", manifest.toString());

    assertThat(again.err())
        .isEqualTo(
            "portrait: snapshot 4711 of labels is gone, expired or because a user was erased: drawn"
                + " from what there is now, known by the same time\n");
    assertThat(again.out()).startsWith("the same bytes: ");
    Path kept = folder.resolve("kept.csv");
    Files.writeString(manifest, text.replaceFirst("\"sha256\" : \"..", "\"sha256\" : \"zz"));
    Run other = run("training-set", "--again", manifest.toString(), "--out", kept.toString());
    assertThat(other.code()).isEqualTo(1);
    assertThat(other.err()).startsWith("portrait: other bytes: ").hasLineCount(1);
    assertThat(kept).hasSameBinaryContentAs(set);
  }

  @Test
  void theStatementCanBeReadAndRefusalsAreOneLine() throws IOException {
    Run sql = run("training-set", "--sql", "--features", "views_7d", "--max-age", "2d");

    assertThat(sql.err()).isEmpty();
    assertThat(sql.out())
        .startsWith("-- The labels")
        .contains(
            "ASOF LEFT JOIN tick",
            "CASE WHEN time <= _feature_as_of + INTERVAL 2 DAY THEN views_7d END AS views_7d",
            "ORDER BY time, user_id, label_number");
    assertThat(run("training-set", "--sql", "--view", "page", "--embedding").out())
        .contains("  user_id, time, label,\n  spend_30d,\n  segment,\n  embedding,\n");
    String out = folder.resolve("refused.csv").toString();
    for (String[] wrong :
        new String[][] {
          {"--features", "viws_7d", "no feature 'viws_7d' (did you mean 'views_7d'?)"},
          {"--max-age", "vies_7d=1d", "no feature 'vies_7d' in the set (did you mean 'views_7d'?)"},
          {"--view", "pge", "has no view 'pge' (did you mean 'page'?)"},
          {"--max-age", "soon", "'soon' is no age such as 7d"},
          {"--known-by", "2999-01-01", "is still to come"},
          {"--from", "yesterday", "'yesterday' is no time"},
          {"--out", "set.json", "ends in .parquet or .csv"}
        }) {
      Run run = run("training-set", "--out", out, wrong[0], wrong[1]);
      if (wrong[0].equals("--out")) {
        run = run("training-set", wrong[0], wrong[1]);
      }
      assertThat(run.err()).startsWith("portrait: ").contains(wrong[2]).hasLineCount(1);
      assertThat(run.code()).isEqualTo(2);
    }
    Run none = run("training-set", "--out", out, "--known-by", "2020-01-01");
    assertThat(none.code()).isEqualTo(1);
    assertThat(none.err())
        .isEqualTo(
            "portrait: no labels: none has matured that was known by 2020-01-01T00:00:00Z\n");
    try (var files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.startsWith("refused") || name.startsWith(".portrait-"));
    }
  }

  @Test
  void anAudienceIsWhoMeetsTheConditionInBothStores() throws IOException {
    Path offline = folder.resolve("offline.csv");
    Path live = folder.resolve("live.csv");
    String where =
        "views_7d > 3 and list_contains(tags, 'keen') and coalesce(segment, 0) >= 0 and as_of >"
            + " '2026-01-02'";

    Run run = run("audience", "--where", where, "--out", offline.toString());

    assertThat(run.err()).isEmpty();
    List<String> expected =
        rows(OfflineTables.PROFILES).stream()
            .filter(
                row ->
                    row.get("views_7d") instanceof Long views
                        && views > 3
                        && row.get("tags") instanceof List<?> tags
                        && tags.contains("keen"))
            .map(row -> (String) row.get("user_id"))
            .sorted()
            .toList();
    List<String> lines = Files.readAllLines(offline);
    assertThat(lines.get(0)).isEqualTo("user_id,views_7d,tags,segment,as_of");
    assertThat(
            lines.subList(1, lines.size()).stream()
                .map(line -> line.substring(0, line.indexOf(','))))
        .containsExactlyElementsOf(expected)
        .hasSizeGreaterThan(3);
    assertThat(run.out())
        .startsWith(offline + "  " + expected.size() + " of ")
        .endsWith(" users\n");
    assertThat(run("audience", "--where", where, "--out", live.toString(), "--live").err())
        .isEmpty();
    assertThat(live).hasSameTextualContentAs(offline);
  }

  @Test
  void lookAlikesComeWithReasons() throws IOException {
    List<String> keen =
        rows(OfflineTables.PROFILES).stream()
            .filter(row -> row.get("views_7d") instanceof Long views && views > 15)
            .map(row -> (String) row.get("user_id"))
            .sorted()
            .toList();
    Path seeds = folder.resolve("seeds.txt");
    Files.write(seeds, keen.subList(0, keen.size() / 2));
    Files.writeString(seeds, "nobody\n", StandardOpenOption.APPEND);
    Path out = folder.resolve("alike.csv");

    Run run = run("audience", "--like", seeds.toString(), "--limit", "10", "--out", out.toString());

    assertThat(run.err())
        .isEqualTo(
            "portrait: 1 of " + (keen.size() / 2 + 1) + " users in the file have no profile\n");
    List<String> lines = Files.readAllLines(out);
    assertThat(lines).hasSize(11);
    assertThat(lines.get(0)).isEqualTo("user_id,_similarity,_reasons");
    assertThat(lines.get(1)).matches("[^,]+,0\\.\\d+,.*views in 7 days: \\+0\\..*");
    // The other half of them comes first.
    List<String> others = keen.subList(keen.size() / 2, keen.size());
    assertThat(
            lines.subList(1, 1 + others.size()).stream()
                .map(line -> line.substring(0, line.indexOf(','))))
        .containsExactlyInAnyOrderElementsOf(others)
        .hasSizeGreaterThan(2);
    assertThat(run.out()).contains("10 of ", ", similarity 0.");
  }

  @Test
  void aWrongAudienceIsOneLine() {
    String out = folder.resolve("none.csv").toString();
    for (String[] wrong :
        new String[][] {
          {"--where", "segmnt = 3", "no column 'segmnt' (did you mean 'segment'?)", "2"},
          {"--where", "segment = 3; drop table x", "--where: ", "2"},
          {"--where", "views_7d > 'many'", "portrait: ", "1"},
          {"--like", "nowhere.txt", "no such file: nowhere.txt", "1"},
          {"--limit", "5", "--where, --like or both", "2"}
        }) {
      Run run = run("audience", "--out", out, wrong[0], wrong[1]);
      assertThat(run.err()).startsWith("portrait: ").contains(wrong[2]).hasLineCount(1);
      assertThat(run.code()).as(wrong[1]).isEqualTo(Integer.parseInt(wrong[3]));
    }
    assertThat(run("audience", "--out", out, "--where", "segment = 1", "--hash-ids").err())
        .isEqualTo(
            "portrait: --hash-ids: no secret in PORTRAIT_AUDIENCE_SECRET or"
                + " PORTRAIT_AUDIENCE_SECRET_FILE\n");
    assertThat(Path.of(out)).doesNotExist();
  }

  /** The row of the log that a label must be joined to, found by looking at all of them. */
  private static Map<String, @Nullable Object> naive(
      @Nullable Object user, Instant time, @Nullable Object label) throws IOException {
    Map<String, @Nullable Object> best = null;
    for (Map<String, @Nullable Object> row : rows(OfflineTables.FEATURE_LOG)) {
      if (Objects.equals(row.get("user_id"), user)
          && !time(row).isAfter(time)
          && (best == null || time(row).isAfter(time(best)))) {
        best = row;
      }
    }
    Map<String, @Nullable Object> joined = new HashMap<>();
    joined.put("user_id", user);
    joined.put("time", time.toEpochMilli());
    joined.put("label", label);
    joined.put("_feature_as_of", best == null ? null : time(best).toEpochMilli());
    joined.put("tenure_days", best == null ? null : best.get("tenure_days"));
    for (String feature : FEATURES) {
      Object value = best == null ? null : best.get(feature);
      joined.put(feature, value instanceof List<?> list ? list.toString() : value);
    }
    return joined;
  }

  private static Instant time(Map<String, @Nullable Object> row) {
    return (Instant) Objects.requireNonNull(row.get("as_of"));
  }

  private static List<Map<String, @Nullable Object>> sorted(
      List<Map<String, @Nullable Object>> rows) {
    return rows.stream()
        .sorted(
            Comparator.comparing((Map<String, @Nullable Object> row) -> (Long) row.get("time"))
                .thenComparing(row -> (String) row.get("user_id")))
        .toList();
  }

  private static final Map<String, List<Map<String, @Nullable Object>>> TABLES = new HashMap<>();

  private static List<Map<String, @Nullable Object>> rows(String table) throws IOException {
    List<Map<String, @Nullable Object>> known = TABLES.get(table);
    if (known == null) {
      Catalog catalog = OfflineCatalog.open(OfflineCatalog.local(data.resolve("warehouse")));
      Table offline = catalog.loadTable(OfflineTables.identifier("drawn", table));
      known = OfflineReader.rows(offline, Expressions.alwaysTrue());
      OfflineCatalog.close(catalog);
      TABLES.put(table, known);
    }
    return known;
  }

  private static List<Map<String, @Nullable Object>> read(Path parquet) throws IOException {
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    try (QueryEngine engine =
        QueryEngine.open(Files.createTempDirectory(folder, "read-"), 256L << 20)) {
      engine.forEach(
          "SELECT * REPLACE (epoch_ms(time) AS time, epoch_ms(_feature_as_of) AS _feature_as_of,"
              + " categories_7d::VARCHAR AS categories_7d) FROM '"
              + parquet
              + "'",
          row -> {
            Map<String, @Nullable Object> values = new HashMap<>();
            for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
              values.put(row.getMetaData().getColumnName(i), row.getObject(i));
            }
            rows.add(values);
          });
    }
    return rows;
  }
}
