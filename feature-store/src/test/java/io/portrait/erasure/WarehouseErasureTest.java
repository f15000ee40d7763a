package io.portrait.erasure;

import static io.portrait.table.WrittenTable.day;
import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.definition.Definition;
import io.portrait.event.EventRules;
import io.portrait.offline.OfflineCatalog;
import io.portrait.offline.OfflineTables;
import io.portrait.offline.TestDefinitions;
import io.portrait.table.CommitMarkers;
import io.portrait.table.WrittenTable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.data.Record;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every table, written as the job writes it, searched by other means than it is erased with. */
class WarehouseErasureTest {

  /** So long that no file holds it by chance, longer than a bound, and unlike all others. */
  private static final String PLANTED = "Zq-planted-7f3c9e51b2d84a06";

  private static final String OTHER = "Xw-planted-11aa22bb33cc44dd";
  private static final Definition DEFINITION =
      TestDefinitions.of("shop", TestDefinitions.count("views"), TestDefinitions.sum("spend"));

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  private static final int CHECKPOINTS = 5;
  private static final String[] ALL = {
    "feature_log",
    "labels",
    "segment_changes",
    "churn_alerts",
    "profiles",
    "rejected_events",
    "models"
  };

  private final Random random = new Random(20260301);
  private final Map<String, WrittenTable> written = new HashMap<>();

  @SuppressWarnings("NullAway.Init")
  private Catalog catalog;

  @BeforeEach
  void open() {
    catalog = OfflineCatalog.create(OfflineCatalog.local(folder));
    OfflineTables.ensure(catalog, DEFINITION);
  }

  private void fill(String... names) throws Exception {
    for (String name : names) {
      switch (name) {
        case "rejected_events" -> written(name).append(rejected());
        case "models" -> written(name).append(models());
        default -> {
          for (int checkpoint = 0; checkpoint < CHECKPOINTS; checkpoint++) {
            if (name.equals("profiles")) {
              upsert(checkpoint, List.of());
            } else {
              written(name).append(someUsers(written(name), name, checkpoint));
            }
          }
        }
      }
    }
  }

  @AfterEach
  void close() {
    OfflineCatalog.close(catalog);
  }

  @Test
  void nothingOfTheUsersIsLeftInAnyFileAndEveryOtherRowIsAsItWas() throws Exception {
    fill(ALL);
    Map<String, List<String>> before = rows();
    assertThat(DecodedFiles.holding(folder, PLANTED))
        .as("what the search can find: each table, data files, delete files and manifests")
        .anyMatch(file -> file.contains("feature_log/data"))
        .anyMatch(file -> file.contains("labels/data"))
        .anyMatch(file -> file.contains("segment_changes/data"))
        .anyMatch(file -> file.contains("churn_alerts/data"))
        .anyMatch(file -> file.contains("profiles/data"))
        .anyMatch(file -> file.contains("rejected_events/data"))
        .anyMatch(file -> file.contains("models/data"));
    assertThat(DecodedFiles.holding(folder, PLANTED.substring(0, 16)))
        .anyMatch(file -> file.contains("profiles/metadata"));

    List<TableReport> reports = erase(ErasedUsers.named(List.of(PLANTED, OTHER)), Duration.ZERO);

    assertThat(DecodedFiles.holding(folder, PLANTED)).isEmpty();
    assertThat(DecodedFiles.holding(folder, PLANTED.substring(0, 16))).isEmpty();
    assertThat(DecodedFiles.holding(folder, OTHER)).isEmpty();
    Map<String, List<String>> naive = new HashMap<>();
    before.forEach(
        (table, rows) ->
            naive.put(
                table,
                rows.stream()
                    .map(
                        row ->
                            table.equals("models") ? row.replace(",\"" + PLANTED + "\"", "") : row)
                    .filter(row -> !row.contains(PLANTED) && !row.contains(OTHER))
                    .filter(row -> !row.contains(bytesOf(PLANTED)) && !row.contains(bytesOf(OTHER)))
                    .toList()));
    rows().forEach((table, rows) -> assertThat(rows).as(table).isEqualTo(naive.get(table)));
    assertThat(naive.get("feature_log")).as("others").hasSizeGreaterThan(100);
    assertThat(reports).flatExtracting(TableReport::remaining).isEmpty();
    assertThat(reports).allSatisfy(report -> assertThat(report.rows()).isPositive());
    assertThat(reports.toString()).doesNotContain(PLANTED, OTHER);
  }

  @Test
  void filesWithoutTheUsersAreNotTouched() throws Exception {
    fill("feature_log");
    List<String> before = new ArrayList<>();
    table("feature_log").newScan().planFiles().forEach(task -> before.add(task.file().location()));
    List<String> holding = DecodedFiles.holding(folder, PLANTED);

    erase(ErasedUsers.named(List.of(PLANTED)), Duration.ZERO);

    List<String> after = new ArrayList<>();
    table("feature_log").newScan().planFiles().forEach(task -> after.add(task.file().location()));
    List<String> untouched =
        before.stream()
            .filter(file -> holding.stream().noneMatch(held -> file.endsWith(held)))
            .toList();
    assertThat(untouched).isNotEmpty().hasSizeLessThan(before.size());
    assertThat(after).containsAll(untouched);
  }

  @Test
  void aRowThatAJobReplacesMeanwhileStaysReplaced() throws Exception {
    fill("profiles");
    Table profiles = table("profiles");
    TablePurge purge = new TablePurge(profiles, new MeanwhileRule(() -> upsertUnchecked(7)), 2);
    purge.pass();

    List<String> after = written("profiles").read();
    assertThat(after).as("one row a user").doesNotHaveDuplicates();
    long users =
        after.stream().map(row -> row.replaceAll("user_id=([^,]*),.*", "$1")).distinct().count();
    assertThat(after).hasSize((int) users);
    assertThat(after)
        .filteredOn(row -> row.contains("u-3,"))
        .singleElement()
        .asString()
        .contains("views=7003");
  }

  @Test
  void whatIsFoundAgainIsErasedByTheHashAlone() throws Exception {
    fill("labels");
    byte[] salt = {1, 2, 3};
    Instant erased = day(3, 500).toInstant();
    Map<String, Instant> erasures =
        Map.of(io.portrait.event.ErasedUser.hash(salt, PLANTED), erased);
    List<String> before = written("labels").read();

    erase(ErasedUsers.remembered(salt, erasures), Duration.ZERO);

    assertThat(written("labels").read())
        .as("a user who came back later is another")
        .isEqualTo(
            before.stream()
                .filter(
                    row ->
                        !row.contains(PLANTED)
                            || Instant.parse(row.replaceAll(".*known_at=([^,]*),.*", "$1"))
                                .isAfter(erased))
                .toList())
        .anyMatch(row -> row.contains(PLANTED))
        .hasSizeLessThan(before.size());
  }

  @Test
  void historyStaysAsLongAsItMayAndThenGoesByItself() throws Exception {
    fill("labels", "profiles");
    Duration keep = Duration.ofHours(1);
    List<TableReport> reports = erase(ErasedUsers.named(List.of(PLANTED)), keep);
    assertThat(reports)
        .flatExtracting(TableReport::remaining)
        .isNotEmpty()
        .allSatisfy(
            remaining -> {
              assertThat(remaining.isFailure()).isFalse();
              assertThat(remaining.until()).isAfter(Instant.now());
            });
    assertThat(DecodedFiles.holding(folder, PLANTED)).isNotEmpty();

    WarehouseErasure due =
        new WarehouseErasure(catalog, "shop", EventRules.DEFAULT, ErasedUsers.named(List.of()));
    due.pass();
    Instant later = Instant.now().plus(keep);
    due.endHistory(later, keep);
    assertThat(due.search(later, keep, Duration.ZERO, (table, files) -> {}))
        .flatExtracting(TableReport::remaining)
        .isEmpty();
    assertThat(DecodedFiles.holding(folder, PLANTED)).isEmpty();
  }

  @Test
  void aTagThatKeepsAUserIsNamed() throws Exception {
    fill("labels");
    Table labels = table("labels");
    labels
        .manageSnapshots()
        .createTag("audit-2026", labels.currentSnapshot().snapshotId())
        .commit();

    List<TableReport> reports = erase(ErasedUsers.named(List.of(PLANTED)), Duration.ZERO);

    assertThat(reports)
        .flatExtracting(TableReport::remaining)
        .filteredOn(TableReport.Remaining::isFailure)
        .extracting(TableReport.Remaining::why)
        .contains("kept by audit-2026: drop that first");
  }

  @Test
  void whatAFailedJobLeftGoesWhenItIsOldEnough() throws Exception {
    fill("labels");
    WrittenTable labels = written("labels");
    labels.leaveBehind(someUsers(labels, "labels", 3));
    labels.leaveBehind(
        someUsers(labels, "labels", 3).stream()
            .filter(row -> !row.getField("user_id").equals(PLANTED))
            .toList());

    WarehouseErasure young = pass(ErasedUsers.named(List.of(PLANTED)));
    young.endHistory(Instant.now(), Duration.ZERO);
    assertThat(young.search(Instant.now(), Duration.ZERO, Duration.ofDays(1), (table, files) -> {}))
        .flatExtracting(TableReport::remaining)
        .singleElement()
        .satisfies(
            remaining -> {
              assertThat(remaining.isFailure()).isFalse();
              assertThat(remaining.until()).isAfter(Instant.now());
            });
    assertThat(DecodedFiles.holding(folder, PLANTED)).hasSize(1);

    List<TableReport> old = erase(ErasedUsers.named(List.of(PLANTED)), Duration.ZERO);
    assertThat(old.stream().mapToInt(TableReport::leftoversDeleted).sum()).isEqualTo(1);
    assertThat(DecodedFiles.holding(folder, PLANTED)).isEmpty();
  }

  @Test
  void aRestoredCommitterStillFindsItsCheckpoint() throws Exception {
    fill("labels");
    Table labels = table("labels");
    labels
        .newAppend()
        .set(CommitMarkers.JOB, "replay")
        .set(CommitMarkers.OPERATOR, "o")
        .set(CommitMarkers.CHECKPOINT, "9")
        .commit();

    erase(ErasedUsers.named(List.of(PLANTED)), Duration.ZERO);
    erase(ErasedUsers.named(List.of(OTHER)), Duration.ZERO);

    labels.refresh();
    assertThat(committed(labels, "job")).isEqualTo("5");
    assertThat(committed(labels, "replay")).isEqualTo("9");
    assertThat(labels.snapshots()).as("markers, a mark, no more").hasSizeLessThanOrEqualTo(4);
  }

  @Test
  void erasingNobodyChangesNothing() throws Exception {
    fill("labels", "profiles");
    List<Long> before =
        List.of(
            table("labels").currentSnapshot().snapshotId(),
            table("profiles").currentSnapshot().snapshotId());
    erase(ErasedUsers.named(List.of("nobody-who-was-ever-there")), Duration.ZERO);
    assertThat(
            List.of(
                table("labels").currentSnapshot().snapshotId(),
                table("profiles").currentSnapshot().snapshotId()))
        .isEqualTo(before);
  }

  /** As a committer of Flink looks for it. */
  private static String committed(Table table, String job) {
    Snapshot snapshot = table.currentSnapshot();
    while (snapshot != null && !job.equals(snapshot.summary().get(CommitMarkers.JOB))) {
      snapshot = snapshot.parentId() == null ? null : table.snapshot(snapshot.parentId());
    }
    return snapshot == null
        ? "none"
        : snapshot.summary().getOrDefault(CommitMarkers.CHECKPOINT, "none");
  }

  private WarehouseErasure pass(ErasedUsers users) {
    WarehouseErasure erasure = new WarehouseErasure(catalog, "shop", EventRules.DEFAULT, users);
    assertThat(erasure.pass()).isTrue();
    assertThat(erasure.pass()).as("a second pass").isFalse();
    return erasure;
  }

  private List<TableReport> erase(ErasedUsers users, Duration keep) {
    WarehouseErasure erasure = new WarehouseErasure(catalog, "shop", EventRules.DEFAULT, users);
    erasure.pass();
    assertThat(erasure.pass()).as("a second pass").isFalse();
    erasure.endHistory(Instant.now(), keep);
    return erasure.search(Instant.now(), keep, Duration.ZERO, (table, files) -> {});
  }

  private Table table(String name) {
    return catalog.loadTable(OfflineTables.identifier("shop", name));
  }

  private WrittenTable written(String table) {
    return written.computeIfAbsent(table, name -> new WrittenTable(table(name)));
  }

  private Map<String, List<String>> rows() {
    Map<String, List<String>> rows = new HashMap<>();
    written.forEach((name, table) -> rows.put(name, table.read()));
    return rows;
  }

  /** A few users over three days; the planted ones in some of the checkpoints only. */
  private List<Record> someUsers(WrittenTable table, String name, int checkpoint) {
    List<Record> rows = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      String user =
          checkpoint % 2 == 1 && i == 7
              ? PLANTED
              : checkpoint == 4 && i == 8 ? OTHER : "u-" + random.nextInt(30);
      rows.add(table.row(values(name, user, checkpoint, i)));
    }
    return rows;
  }

  private Map<String, Object> values(String table, String user, int checkpoint, int i) {
    Map<String, Object> values = new HashMap<>();
    values.put("user_id", user);
    values.put("as_of", day(checkpoint + i % 3, i));
    values.put("known_at", day(checkpoint, random.nextInt(1_000_000)));
    values.put("generation", 3L);
    values.put("definitions", "0123456789abcdef");
    switch (table) {
      case "feature_log" -> {
        values.put("views", random.nextLong());
        values.put("spend", i == 5 ? -0.0 : random.nextGaussian() * 1e9);
        values.put("embedding", List.of(random.nextFloat(), Float.MIN_VALUE));
        values.put("models", Map.of("churn", random.nextLong(), "segments", 1L));
        values.put("tags", List.of("loyal", "new"));
      }
      case "labels" -> {
        values.put("matured_at", day(40, i));
        values.put("churned", random.nextBoolean());
        values.put("probability", random.nextDouble());
      }
      case "segment_changes" -> {
        values.put("to_segment", 2L);
        values.put("model_version", 5L);
      }
      default -> {
        values.put("probability", random.nextDouble());
        values.put("threshold", 0.8);
        values.put("model_version", 5L);
        values.put("reasons", List.of("no event for 7 days: +0.12"));
      }
    }
    return values;
  }

  private void upsertUnchecked(int checkpoint) {
    try {
      upsert(checkpoint, List.of());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void upsert(int checkpoint, List<String> gone) throws Exception {
    WrittenTable profiles = written("profiles");
    List<Record> rows = new ArrayList<>();
    List<String> users = new ArrayList<>(List.of("u-3", "u-1", PLANTED, "u-3"));
    for (int i = 0; i < 20; i++) {
      users.add("u-" + (10 + random.nextInt(20)));
    }
    for (String user : users) {
      Map<String, Object> values = new HashMap<>();
      values.put("user_id", user);
      values.put("as_of", day(checkpoint, 0));
      values.put("known_at", day(checkpoint, 1));
      values.put("generation", 3L);
      values.put("events", 5L);
      values.put("definitions", "0123456789abcdef");
      values.put("status", "complete");
      values.put("views", checkpoint * 1000L + (user.equals("u-3") ? 3 : random.nextInt(100)));
      rows.add(profiles.row(values));
    }
    profiles.upsert(rows, gone);
  }

  private List<Record> rejected() {
    WrittenTable table = written("rejected_events");
    List<Record> rows = new ArrayList<>();
    for (String raw :
        List.of(
            "{\"user_id\":\"" + PLANTED + "\",\"type\":\"view\",\"time\":\"never\"}",
            "{\"type\":\"view\",\"user_id\":\"" + OTHER + "\",\"time\":\"20",
            "broken, of " + PLANTED,
            "{\"user_id\":\"u-1\",\"type\":\"view\"}",
            "\u0000\u0001")) {
      rows.add(
          table.row(
              Map.of(
                  "rejected_at",
                  day(1, rows.size()),
                  "topic",
                  "user-events",
                  "partition",
                  0,
                  "offset",
                  (long) rows.size(),
                  "reason",
                  "bad_time",
                  "detail",
                  "time",
                  "raw",
                  ByteBuffer.wrap(raw.getBytes(StandardCharsets.UTF_8)))));
    }
    return rows;
  }

  private List<Record> models() {
    WrittenTable table = written("models");
    List<Record> rows = new ArrayList<>();
    for (String parameters :
        List.of(
            "{\"model\":null,\"report\":{\"segments\":[{\"typical\":[\"u-1\",\""
                + PLANTED
                + "\"],\"share\":0.10}]}}",
            "{\"weights\":[1.50]}",
            "")) {
      rows.add(
          table.row(
              Map.of(
                  "name",
                  "segments",
                  "version",
                  1L,
                  "as_of",
                  day(1, 0),
                  "known_at",
                  day(1, rows.size()),
                  "generation",
                  3L,
                  "definitions",
                  "0123456789abcdef",
                  "parameters",
                  parameters,
                  "metrics",
                  Map.of("users", 3.0, "inertia", 0.1))));
    }
    return rows;
  }

  /** As {@link WrittenTable#read} shows bytes in the middle of others. */
  private static String bytesOf(String text) {
    String bytes = java.util.Arrays.toString(text.getBytes(StandardCharsets.UTF_8));
    return bytes.substring(1, bytes.length() - 1);
  }

  /** Erases the planted user, and does something else while the files are being read. */
  private static final class MeanwhileRule implements RowRule {

    private final RowRule rule = new RowsOfUsers(ErasedUsers.named(List.of(PLANTED)));
    private final Runnable meanwhile;
    private boolean done;

    MeanwhileRule(Runnable meanwhile) {
      this.meanwhile = meanwhile;
    }

    @Override
    public List<String> columns() {
      return rule.columns();
    }

    @Override
    public boolean concerns(Record row) {
      if (!done) {
        done = true;
        meanwhile.run();
      }
      return rule.concerns(row);
    }

    @Override
    public @Nullable Record rest(Record row) {
      return rule.rest(row);
    }

    @Override
    public boolean isNamed(String userId) {
      return rule.isNamed(userId);
    }
  }
}
