package io.portrait.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portrait.query.TableSnapshot;
import io.portrait.training.NaiveTrainingSet.Label;
import io.portrait.training.NaiveTrainingSet.Logged;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a label is joined to, beside a nested loop over everything. */
class TrainingSetsTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant MUCH_LATER = Instant.parse("2027-01-01T00:00:00Z");

  @TempDir Path folder;

  private LogTables tables;

  @BeforeEach
  void open() {
    tables = new LogTables(folder);
  }

  @AfterEach
  void close() {
    tables.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void aSetIsWhatEveryLabelBesideEveryRowGives(long seed) throws IOException {
    Random random = new Random(seed);
    List<Logged> log = log(random, 400);
    List<Label> labels = labels(random, 300);
    append(log);
    Path file = write(labels);
    Instant knownBy = START.plus(Duration.ofDays(random.nextInt(5, 40)));
    TrainingSetRequest request =
        new TrainingSetRequest(
            file,
            START.plus(Duration.ofDays(1)),
            START.plus(Duration.ofDays(14)),
            knownBy,
            NaiveTrainingSet.FEATURES,
            Map.of("views_7d", Duration.ofDays(2), "last_category", Duration.ofHours(30)),
            seed % 2 == 0);

    Manifest manifest = tables.draw(request, folder.resolve("set.parquet"));

    List<Map<String, @Nullable Object>> naive = NaiveTrainingSet.of(request, log, labels);
    assertThat(tables.rows(folder.resolve("set.parquet"))).isEqualTo(naive);
    assertThat(naive).anyMatch(row -> row.get("_feature_as_of") == null).hasSizeGreaterThan(100);
    assertThat(manifest.rows().labels()).isEqualTo(naive.size());
    assertThat(manifest.rows().withoutRow())
        .isEqualTo(naive.stream().filter(row -> row.get("_feature_as_of") == null).count());
    assertThat(manifest.rows().tooOld().get("views_7d"))
        .isPositive()
        .isEqualTo(naive.stream().filter(row -> isOlder(row, Duration.ofDays(2))).count());
    assertThat(manifest.rows().nulls().get("spend_30d"))
        .isEqualTo(naive.stream().filter(row -> row.get("spend_30d") == null).count());
  }

  private static boolean isOlder(Map<String, @Nullable Object> row, Duration age) {
    return row.get("_feature_as_of") instanceof Long asOf
        && row.get("time") instanceof Long time
        && time - asOf > age.toMillis();
  }

  @Test
  void whatArrivesLaterNeverLeaks() throws IOException {
    Instant tick = START.plus(Duration.ofDays(3));
    Instant known = tick.plusSeconds(60);
    List<Logged> before =
        List.of(row("u", tick, known, 0, 1), row("u", tick.minus(Duration.ofDays(1)), known, 0, 0));
    append(before);
    Path labels =
        write(
            List.of(new Label("u", tick, 1L), new Label("u", tick.plus(Duration.ofHours(9)), 0L)));
    TrainingSetRequest request = request(labels, known);
    Path set = folder.resolve("set.parquet");
    Manifest first = tables.draw(request, set);

    append(
        List.of(
            // The future: a millisecond after the label, and the next day.
            row("u", tick.plus(Duration.ofHours(9)).plusMillis(1), known, 0, 777),
            row("u", tick.plus(Duration.ofDays(1)), known, 0, 777),
            // A correction and a rewritten generation, known a millisecond after the cut.
            row("u", tick, known.plusMillis(1), 0, 888),
            row("u", tick, known.plusMillis(1), 5, 999),
            // Somebody else's.
            row("v", tick, known, 9, 555)));
    Manifest second = tables.draw(request, set);

    assertThat(tables.rows(set)).extracting(row -> row.get("views_7d")).containsExactly(1L, 1L);
    assertThat(second.output().sha256()).isEqualTo(first.output().sha256());
    assertThat(second.snapshots()).isNotEqualTo(first.snapshots());
    tables.draw(request(labels, known.plusMillis(1)), set);
    assertThat(tables.rows(set)).extracting(row -> row.get("views_7d")).containsExactly(999L, 999L);
  }

  @Test
  void aLabelOfTheTableCountsOnceItHasMaturedAndIsKnown() throws IOException {
    Instant tick = START.plus(Duration.ofDays(3));
    Instant matured = tick.plus(Duration.ofDays(30));
    Instant known = matured.plusSeconds(5);
    append(List.of(row("u", tick, tick, 0, 7), row("w", tick, tick, 0, 8)));
    LogTables.append(
        tables.labels,
        List.of(
            label("u", tick, matured, known, 0, true),
            // Written again: the newer one counts where it is known.
            label("u", tick, matured, known.plusSeconds(10), 0, false),
            label("w", tick, matured, known.plusSeconds(20), 0, true),
            // Of events that were ahead of the clock: known before its time has come.
            label("u", tick.plusSeconds(1), known.plusSeconds(30), tick, 0, true)));

    assertThatThrownBy(() -> labelsKnownBy(matured))
        .isInstanceOf(NoLabelsException.class)
        .hasMessage("no labels: none has matured that was known by " + matured);
    assertThat(folder.resolve("set.parquet")).doesNotExist();
    assertThat(labelsKnownBy(known)).containsExactly("u true 7");
    assertThat(labelsKnownBy(known.plusSeconds(10))).containsExactly("u false 7");
    assertThat(labelsKnownBy(known.plusSeconds(20))).containsExactly("u false 7", "w true 8");
    assertThat(labelsKnownBy(known.plusSeconds(30)))
        .containsExactly("u false 7", "w true 8", "u true 7");
  }

  private List<String> labelsKnownBy(Instant knownBy) throws IOException {
    Path set = folder.resolve("set.parquet");
    tables.draw(request(null, knownBy), set);
    return tables.rows(set).stream()
        .map(row -> row.get("user_id") + " " + row.get("label") + " " + row.get("views_7d"))
        .toList();
  }

  @Test
  void asServedARowCountsOnlyOnceItWasKnown() throws IOException {
    Instant tick = START.plus(Duration.ofDays(3));
    append(
        List.of(
            row("u", tick, tick.plusSeconds(60), 0, 1),
            // Replayed much later, as of the same tick and the next.
            row("u", tick, MUCH_LATER.minusSeconds(1), 1, 2),
            row("u", tick.plus(Duration.ofDays(1)), MUCH_LATER.minusSeconds(1), 1, 3)));
    Path labels =
        write(
            List.of(
                new Label("u", tick.plusSeconds(59), 0L),
                new Label("u", tick.plusSeconds(60), 0L),
                new Label("u", tick.plus(Duration.ofDays(2)), 0L)));
    Path set = folder.resolve("set.parquet");

    tables.draw(request(labels, MUCH_LATER), set);
    assertThat(tables.rows(set)).extracting(row -> row.get("views_7d")).containsExactly(2L, 2L, 3L);
    TrainingSetRequest all = request(labels, MUCH_LATER);
    tables.draw(
        new TrainingSetRequest(labels, null, null, MUCH_LATER, all.features(), all.maxAge(), true),
        set);
    assertThat(tables.rows(set))
        .extracting(row -> row.get("views_7d"))
        .containsExactly(null, 1L, 1L);
  }

  @Test
  void theSameSnapshotsGiveTheSameBytesAndTheManifestSaysOfWhat() throws IOException {
    Random random = new Random(9);
    append(log(random, 300));
    List<Label> labels = labels(random, 200);
    for (String name : List.of("set.parquet", "set.csv")) {
      Path set = folder.resolve(name);
      Manifest first = tables.draw(request(write(labels), MUCH_LATER), set);
      Manifest read =
          Manifest.fromJson(Files.readString(folder.resolve(name + TrainingSets.MANIFEST_SUFFIX)));
      append(log(random, 50));

      Manifest again =
          tables.draw(
              read.request(),
              new TableSnapshot(
                  tables.featureLog,
                  OptionalLong.of(Objects.requireNonNull(read.snapshots().get("feature_log")))),
              null,
              set);

      assertThat(read).isEqualTo(first);
      assertThat(again.output()).isEqualTo(first.output());
      assertThat(again.rows()).isEqualTo(first.rows());
      assertThat(first.definitions().keySet()).isSubsetOf("old", "new");
      assertThat(first.models()).containsOnlyKeys("churn");
      assertThat(first.output().bytes()).isEqualTo(Files.size(set));
      assertThat(folder.toFile().list()).noneMatch(file -> file.endsWith(".part"));
    }
  }

  @Test
  void csvHoldsTimesAndListsThatAnyoneReads() throws IOException {
    Instant tick = START.plus(Duration.ofDays(3));
    append(
        List.of(
            new Logged("u, \"x\"", tick, tick, 0, "old", 3L, null, "a\nb", List.of("a", "b\"c"))));
    Path set = folder.resolve("set.csv");

    tables.draw(
        request(write(List.of(new Label("u, \"x\"", tick.plusMillis(5), 1L))), MUCH_LATER), set);

    assertThat(Files.readString(set))
        .isEqualTo(
            """
            user_id,time,label,views_7d,spend_30d,last_category,categories_30d,_feature_as_of
            "u, ""x""\",2026-01-04T00:00:00.005Z,1,3,,"a
            b","[""a"",""b\\""c""]",2026-01-04T00:00:00.000Z
            """);
  }

  @Test
  void anEmptyLogGivesLabelsWithoutFeatures() throws IOException {
    Path set = folder.resolve("set.parquet");
    Manifest manifest =
        tables.draw(request(write(List.of(new Label("u", START, 1L))), MUCH_LATER), set);

    assertThat(manifest.rows().withoutRow()).isEqualTo(1);
    assertThat(manifest.snapshots()).containsEntry("feature_log", null);
    assertThat(tables.rows(set).get(0)).containsEntry("views_7d", null);
  }

  @Test
  void aCutBeforeEveryRowGivesLabelsWithoutFeatures() throws IOException {
    append(List.of(row("u", START, START.plusSeconds(1), 0, 1)));
    Path set = folder.resolve("set.parquet");

    Manifest manifest = tables.draw(request(write(List.of(new Label("u", START, 1L))), START), set);

    assertThat(manifest.rows().withoutRow()).isEqualTo(1);
  }

  private static TrainingSetRequest request(@Nullable Path labels, Instant knownBy) {
    return new TrainingSetRequest(
        labels, null, null, knownBy, NaiveTrainingSet.FEATURES, Map.of(), false);
  }

  private static Logged row(String user, Instant asOf, Instant known, long generation, long views) {
    return new Logged(user, asOf, known, generation, "old", views, null, null, null);
  }

  private static Map<String, Object> label(
      String user, Instant asOf, Instant matured, Instant known, long generation, boolean churned) {
    return Map.of(
        "user_id",
        user,
        "as_of",
        asOf.atOffset(ZoneOffset.UTC),
        "matured_at",
        matured.atOffset(ZoneOffset.UTC),
        "known_at",
        known.atOffset(ZoneOffset.UTC),
        "generation",
        generation,
        "definitions",
        "old",
        "churned",
        churned);
  }

  private void append(List<Logged> log) throws IOException {
    LogTables.append(tables.featureLog, log.stream().map(Logged::record).toList());
  }

  /** Few users and few ticks, so that a lot of rows are of the same one; nulls, exact copies. */
  private static List<Logged> log(Random random, int rows) {
    List<Logged> log = new ArrayList<>();
    while (log.size() < rows) {
      Instant asOf = START.plus(Duration.ofDays(random.nextInt(12)));
      Logged row =
          new Logged(
              "u" + random.nextInt(12),
              asOf,
              asOf.plus(Duration.ofHours(random.nextInt(24 * 20))),
              random.nextInt(3),
              random.nextBoolean() ? "old" : "new",
              random.nextInt(4) == 0 ? null : random.nextLong(50),
              random.nextInt(4) == 0 ? null : random.nextDouble() * 100,
              random.nextInt(4) == 0 ? null : "c" + random.nextInt(5),
              random.nextInt(4) == 0 ? null : List.of("c" + random.nextInt(5), "c9"));
      // Of rows as new as each other any may count: only exact copies are.
      boolean isTie =
          log.stream()
              .anyMatch(
                  other ->
                      other.user().equals(row.user())
                          && other.asOf().equals(row.asOf())
                          && other.generation() == row.generation()
                          && other.knownAt().equals(row.knownAt()));
      if (!isTie) {
        log.add(row);
        if (random.nextInt(10) == 0) {
          log.add(row);
        }
      }
    }
    return log;
  }

  private static List<Label> labels(Random random, int count) {
    List<Label> labels = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Instant day = START.plus(Duration.ofDays(random.nextInt(16)));
      Instant time = random.nextInt(3) == 0 ? day : day.plusMillis(random.nextInt(86_400_000));
      labels.add(new Label("u" + random.nextInt(14), time, (long) random.nextInt(2)));
      if (random.nextInt(10) == 0) {
        labels.add(labels.get(labels.size() - 1));
      }
    }
    return labels;
  }

  private Path write(List<Label> labels) throws IOException {
    StringBuilder text = new StringBuilder("label,user_id,time\r\n");
    for (Label label : labels) {
      text.append(label.label())
          .append(",\"")
          .append(label.user().replace("\"", "\"\""))
          .append("\",")
          .append(text.length() % 2 == 0 ? label.time() : label.time().toEpochMilli())
          .append("\r\n");
    }
    return Files.writeString(folder.resolve("labels.csv"), text);
  }
}
