package io.portrait.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portrait.definition.Definition;
import io.portrait.offline.OfflineCatalog;
import io.portrait.offline.OfflineTables;
import io.portrait.offline.TestDefinitions;
import io.portrait.table.CommitMarkers;
import io.portrait.table.Snapshots;
import io.portrait.table.WrittenTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.Expressions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables as a job writes them, maintained: the same rows, fewer files. */
class MaintenanceTest {

  private static final Definition DEFINITION =
      TestDefinitions.of("shop", TestDefinitions.count("views"), TestDefinitions.sum("spend"));
  private static final Instant DAY = Instant.parse("2026-03-01T00:00:00Z");
  private static final int COMMITS = 12;
  private static final int DAYS = 3;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  private final Random random = new Random(20261126);

  @SuppressWarnings("NullAway.Init")
  private Catalog catalog;

  @SuppressWarnings("NullAway.Init")
  private WrittenTable log;

  @SuppressWarnings("NullAway.Init")
  private WrittenTable profiles;

  @BeforeEach
  void write() throws Exception {
    catalog = OfflineCatalog.create(OfflineCatalog.local(folder));
    OfflineTables.ensure(catalog, DEFINITION);
    log = new WrittenTable(table(OfflineTables.FEATURE_LOG));
    profiles = new WrittenTable(table(OfflineTables.PROFILES));
    for (int commit = 0; commit < COMMITS; commit++) {
      log.append(logRows(commit));
      upsert();
    }
  }

  @AfterEach
  void close() {
    OfflineCatalog.close(catalog);
  }

  @Test
  void theSameRowsStandInOneFileAPartition() {
    List<String> before = log.read();

    Maintained maintained = maintain(OfflineTables.FEATURE_LOG, Upkeep.DEFAULT, Instant.now());

    assertThat(log.read()).isEqualTo(before);
    assertThat(maintained.files()).isEqualTo(COMMITS * DAYS);
    assertThat(maintained.rewritten()).isEqualTo(COMMITS * DAYS);
    assertThat(files(OfflineTables.FEATURE_LOG)).isEqualTo(DAYS).isEqualTo(maintained.written());
    Maintained again = maintain(OfflineTables.FEATURE_LOG, Upkeep.DEFAULT, Instant.now());
    assertThat(again.rewritten()).as("nothing is small and many any more").isZero();
    assertThat(table(OfflineTables.FEATURE_LOG).currentSnapshot().operation()).isEqualTo("replace");
  }

  @Test
  void aFewSmallFilesAreLeftUntilThereAreMore() {
    maintain(OfflineTables.FEATURE_LOG, Upkeep.DEFAULT, Instant.now());
    for (int commit = 0; commit < Compaction.LEAST_FILES - 2; commit++) {
      log.append(logRows(commit));
    }
    assertThat(maintain(OfflineTables.FEATURE_LOG, Upkeep.DEFAULT, Instant.now()).rewritten())
        .isZero();

    log.append(logRows(0));

    assertThat(maintain(OfflineTables.FEATURE_LOG, Upkeep.DEFAULT, Instant.now()).rewritten())
        .isEqualTo(Compaction.LEAST_FILES * DAYS);
  }

  @Test
  void anUpsertTableKeepsItsRowsAndLosesItsDeletes() {
    List<String> before = profiles.read();

    maintain(OfflineTables.PROFILES, Upkeep.DEFAULT, Instant.now());

    assertThat(profiles.read()).isEqualTo(before);
    assertThat(files(OfflineTables.PROFILES)).isOne();
    assertThat(
            table(OfflineTables.PROFILES).currentSnapshot().deleteManifests(table("profiles").io()))
        .allMatch(manifest -> !manifest.hasAddedFiles() && !manifest.hasExistingFiles());
  }

  @Test
  void whatTheJobDeletesWhileItIsReadStaysDeleted() throws Exception {
    Compaction compaction = Objects.requireNonNull(Compaction.of(table(OfflineTables.PROFILES)));
    upsert();
    List<String> before = profiles.read();

    compaction.run();

    assertThat(profiles.read()).isEqualTo(before);
  }

  @Test
  void filesThatAnotherHasReplacedMeanwhileAreLeftToIt() {
    Compaction slow = Objects.requireNonNull(Compaction.of(table(OfflineTables.FEATURE_LOG)));
    maintain(OfflineTables.FEATURE_LOG, Upkeep.DEFAULT, Instant.now());
    List<String> before = log.read();
    Set<String> stored = stored();

    assertThatThrownBy(slow::run).isInstanceOf(ValidationException.class);

    assertThat(log.read()).isEqualTo(before);
    assertThat(stored()).as("and nothing is left of the attempt").isEqualTo(stored);
  }

  @Test
  void oldSnapshotsGoButForTheLastOfEachDay() {
    Table table = table(OfflineTables.FEATURE_LOG);
    long head = table.currentSnapshot().snapshotId();
    Set<Long> daily = new TreeSet<>();
    Map<Object, Long> lastOfDay = new HashMap<>();
    table
        .snapshots()
        .forEach(
            snapshot ->
                lastOfDay.put(
                    Instant.ofEpochMilli(snapshot.timestampMillis())
                        .atZone(ZoneOffset.UTC)
                        .toLocalDate(),
                    snapshot.snapshotId()));
    daily.addAll(lastOfDay.values());
    daily.add(head);
    Instant later = Instant.now().plus(Duration.ofDays(2));

    assertThat(new Expiry(table, Upkeep.DEFAULT, Instant.now()).due()).as("a day young").isEmpty();
    Set<Long> due = new Expiry(table, Upkeep.DEFAULT, later).due();
    assertThat(due).hasSize(COMMITS - daily.size()).doesNotContainAnyElementsOf(daily);
    Instant muchLater = Instant.now().plus(Duration.ofDays(40));
    assertThat(new Expiry(table, Upkeep.DEFAULT, muchLater).due()).hasSize(COMMITS - 1);

    List<String> before = log.read();
    Maintained maintained = maintain(OfflineTables.FEATURE_LOG, keepFiles(), muchLater);
    assertThat(maintained.expired()).isEqualTo(COMMITS - 1 + DAYS); // and those of the compaction
    assertThat(log.read()).isEqualTo(before);
  }

  @Test
  void aRestoredCommitterStillFindsItsCheckpoint() {
    Instant muchLater = Instant.now().plus(Duration.ofDays(40));
    maintain(OfflineTables.FEATURE_LOG, keepFiles(), muchLater);
    maintain(OfflineTables.FEATURE_LOG, keepFiles(), muchLater);

    Table table = table(OfflineTables.FEATURE_LOG);
    List<String> committed =
        StreamSupport.stream(table.snapshots().spliterator(), false)
            .map(snapshot -> snapshot.summary().get(CommitMarkers.CHECKPOINT))
            .filter(Objects::nonNull)
            .toList();
    assertThat(committed).contains(String.valueOf(COMMITS));
    assertThat(count(table)).as("little more than that").isLessThanOrEqualTo(4);
  }

  @Test
  void whatATagNamesStaysAndSoDoesWhatErasureGoesBy() {
    Table table = table(OfflineTables.FEATURE_LOG);
    List<Snapshot> all = StreamSupport.stream(table.snapshots().spliterator(), false).toList();
    table.manageSnapshots().createTag("audited", all.get(2).snapshotId()).commit();
    table.newAppend().set(Snapshots.ERASED, "2026-11-26T00:00:00Z").commit();
    long mark = table.currentSnapshot().snapshotId();
    log.append(logRows(0));
    table.refresh();
    Instant nextDay = Instant.now().plus(Duration.ofDays(2));

    Set<Long> due = new Expiry(table, Upkeep.DEFAULT, nextDay).due();

    assertThat(due)
        .as("of those before an erasure none is kept for its day")
        .hasSize(COMMITS - 1)
        .doesNotContain(mark, all.get(2).snapshotId(), table.currentSnapshot().snapshotId());
  }

  @Test
  void filesOfNoSnapshotGoWhenTheyAreOldEnough() {
    log.leaveBehind(logRows(0).subList(0, 1));
    Set<String> stored = stored();

    assertThat(maintain(OfflineTables.FEATURE_LOG, dry(), Instant.now()).orphans()).isZero();
    Instant later = Instant.now().plus(Duration.ofDays(8));
    assertThat(maintain(OfflineTables.FEATURE_LOG, dry(), later).orphans()).isOne();
    assertThat(stored()).as("a dry run").isEqualTo(stored);

    List<String> before = log.read();
    Maintained maintained =
        maintain(
            OfflineTables.FEATURE_LOG,
            new Upkeep(Duration.ofDays(100), Duration.ZERO, Duration.ofDays(7), false),
            later);
    assertThat(maintained.orphans()).isOne();
    assertThat(maintained.orphanBytes()).isPositive();
    assertThat(log.read()).isEqualTo(before);
  }

  @Test
  void aDryRunSaysWhatWouldBeDoneAndDoesNothing() {
    Instant muchLater = Instant.now().plus(Duration.ofDays(40));
    long head = table(OfflineTables.PROFILES).currentSnapshot().snapshotId();
    Set<String> stored = stored();

    Maintained maintained = maintain(OfflineTables.PROFILES, dry(), muchLater);

    assertThat(maintained.rewritten()).isEqualTo((int) maintained.files()).isPositive();
    assertThat(maintained.expired()).isEqualTo(COMMITS - 1);
    assertThat(table(OfflineTables.PROFILES).currentSnapshot().snapshotId()).isEqualTo(head);
    assertThat(stored()).isEqualTo(stored);
  }

  @Test
  void emptyTablesAreLeftAlone() {
    Maintenance maintenance = new Maintenance(catalog, "shop", Upkeep.DEFAULT);

    assertThat(maintenance.tables()).contains(OfflineTables.LABELS, OfflineTables.ERASURES);
    for (String name : maintenance.tables()) {
      assertThat(maintenance.maintain(name, Instant.now()).failure()).isEmpty();
    }
    assertThat(table(OfflineTables.LABELS).currentSnapshot()).isNull();
  }

  private static Upkeep dry() {
    return new Upkeep(
        Upkeep.DEFAULT.keepAll(), Upkeep.DEFAULT.keepDaily(), Upkeep.DEFAULT.orphansAfter(), true);
  }

  private static Upkeep keepFiles() {
    return new Upkeep(
        Upkeep.DEFAULT.keepAll(), Upkeep.DEFAULT.keepDaily(), Duration.ofDays(1_000), false);
  }

  private Maintained maintain(String name, Upkeep upkeep, Instant now) {
    return new Maintenance(catalog, "shop", upkeep).maintain(name, now);
  }

  private Table table(String name) {
    return catalog.loadTable(OfflineTables.identifier("shop", name));
  }

  private int files(String name) {
    int files = 0;
    try (var tasks = table(name).newScan().filter(Expressions.alwaysTrue()).planFiles()) {
      for (var task : tasks) {
        files += 1 + task.deletes().size();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  private static int count(Table table) {
    return (int) StreamSupport.stream(table.snapshots().spliterator(), false).count();
  }

  private Set<String> stored() {
    try (var files = Files.walk(folder)) {
      return new TreeSet<>(
          files.map(Path::toString).filter(file -> file.endsWith(".parquet")).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Record> logRows(int commit) {
    List<Record> rows = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      rows.add(log.row(values("u-" + random.nextInt(20), i % DAYS, commit)));
    }
    return rows;
  }

  private void upsert() throws Exception {
    List<Record> rows = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Map<String, Object> values = values("u-" + random.nextInt(20), 0, i);
      values.put("events", (long) i);
      values.put("status", "complete");
      rows.add(profiles.row(values));
    }
    profiles.upsert(rows, List.of("u-" + random.nextInt(20)));
  }

  private Map<String, Object> values(String user, int day, int seconds) {
    Map<String, Object> values = new HashMap<>();
    values.put("user_id", user);
    values.put("as_of", at(day, seconds));
    values.put("known_at", at(day, seconds + 1));
    values.put("generation", 0L);
    values.put("definitions", "0123456789abcdef");
    values.put("views", random.nextLong());
    values.put("spend", random.nextGaussian());
    return values;
  }

  private static OffsetDateTime at(int day, int seconds) {
    return DAY.plus(Duration.ofDays(day)).plusSeconds(seconds).atOffset(ZoneOffset.UTC);
  }
}
