package io.portrait.job.sink;

import static io.portrait.job.sink.NumberedJobs.SHOP;
import static io.portrait.job.sink.NumberedJobs.UPDATES;
import static io.portrait.job.sink.NumberedJobs.USERS;
import static io.portrait.job.sink.NumberedJobs.expectedProfiles;
import static io.portrait.job.sink.NumberedJobs.numbers;
import static io.portrait.job.sink.NumberedJobs.ticks;
import static io.portrait.job.sink.NumberedJobs.updates;
import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.erasure.ErasedUsers;
import io.portrait.erasure.TableReport;
import io.portrait.erasure.WarehouseErasure;
import io.portrait.event.EventRules;
import io.portrait.job.profile.ProfileUpdate;
import io.portrait.maintenance.Maintained;
import io.portrait.maintenance.Maintenance;
import io.portrait.maintenance.Upkeep;
import io.portrait.offline.OfflineCatalog;
import io.portrait.offline.OfflineTables;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.iceberg.catalog.Catalog;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Upkeep of the tables beside a job that writes them, and while it is stopped. */
class IcebergUpkeepIT {

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(4)
              .build());

  private static final int ERASED = 7;

  private final NumberedJobs jobs;
  private final Map<String, String> warehouse;

  IcebergUpkeepIT(@TempDir Path folder) {
    jobs = new NumberedJobs(folder);
    warehouse = jobs.warehouse();
  }

  @Test
  void anErasureOfHistoryBesideAJobAndUnderAStoppedOneWritesNothingTwice() throws Exception {
    long saved =
        runAround(
            () -> erase(true),
            () -> {
              List<TableReport> reports = erase(false);
              assertThat(reports).flatExtracting(TableReport::remaining).isEmpty();
              assertThat(reports.stream().mapToInt(TableReport::snapshotsExpired).sum())
                  .isPositive();
            });

    assertThat(jobs.read(OfflineTables.FEATURE_LOG))
        .extracting(row -> (Long) row.get("views"))
        .containsExactlyInAnyOrderElementsOf(
            ticks(UPDATES).stream()
                .filter(number -> number > saved || number % USERS != ERASED)
                .toList());
    assertThat(jobs.read(OfflineTables.PROFILES))
        .extracting(row -> row.get("user_id") + " " + row.get("views"))
        .containsExactlyInAnyOrderElementsOf(expectedProfiles());
  }

  @Test
  void maintenanceBesideAJobAndUnderAStoppedOneChangesNoRow() throws Exception {
    List<Maintained> done = new ArrayList<>();

    runAround(() -> done.addAll(maintain()), () -> done.addAll(maintain()));

    assertThat(done).extracting(Maintained::rewritten).anyMatch(files -> files > 0);
    assertThat(done).extracting(Maintained::expired).anyMatch(snapshots -> snapshots > 0);
    assertThat(jobs.read(OfflineTables.FEATURE_LOG))
        .extracting(row -> (Long) row.get("views"))
        .containsExactlyInAnyOrderElementsOf(ticks(UPDATES));
    assertThat(jobs.read(OfflineTables.PROFILES))
        .extracting(row -> row.get("user_id") + " " + row.get("views"))
        .containsExactlyInAnyOrderElementsOf(expectedProfiles());
  }

  /**
   * Does something beside a job that writes, and something else while it is stopped; then it goes
   * on to its end.
   *
   * @return the last number that was in a table at the savepoint
   */
  private long runAround(Runnable beside, Runnable stopped) throws Exception {
    StreamExecutionEnvironment first = jobs.environment(null);
    IcebergSinks sinks = IcebergSinks.open(warehouse, SHOP, 0, 2);
    DataStream<ProfileUpdate> updates = updates(numbers(first, UPDATES, Gate.behind(1_000)));
    sinks.profiles(updates, "profiles");
    sinks.featureLog(updates, "feature-log");
    JobClient running = first.executeAsync();
    awaitErased();
    // Twenty values a time, spread over as long as it takes.
    Thread more = new Thread(() -> openSlowly(40));
    more.start();
    beside.run();
    more.join();
    Gate.open(200);
    awaitErased();
    // The savepoint itself is to hold rows: values come until it is taken.
    AtomicBoolean isSaved = new AtomicBoolean();
    Thread until = new Thread(() -> trickle(1_200, isSaved));
    until.start();
    String savepoint = jobs.stop(running, SavepointFormatType.NATIVE);
    isSaved.set(true);
    until.join();
    long saved =
        jobs.read(OfflineTables.FEATURE_LOG).stream()
            .mapToLong(row -> (Long) Objects.requireNonNull(row.get("views")))
            .max()
            .orElseThrow();
    assertThat(saved).isLessThan(UPDATES - 2 * USERS);

    stopped.run();
    StreamExecutionEnvironment second = jobs.environment(savepoint);
    IcebergSinks again = IcebergSinks.open(warehouse, SHOP, 0, 2);
    DataStream<ProfileUpdate> rest = updates(numbers(second, UPDATES));
    again.profiles(rest, "profiles");
    again.featureLog(rest, "feature-log");
    second.execute();
    return saved;
  }

  private List<Maintained> maintain() {
    Upkeep nothingOld = new Upkeep(Duration.ZERO, Duration.ZERO, Duration.ofDays(1), false);
    Catalog catalog = OfflineCatalog.open(warehouse);
    try {
      Maintenance maintenance = new Maintenance(catalog, "shop", nothingOld);
      return maintenance.tables().stream()
          .map(table -> maintenance.maintain(table, Instant.now().plusSeconds(1)))
          .toList();
    } finally {
      OfflineCatalog.close(catalog);
    }
  }

  private void openSlowly(int times) {
    for (int i = 0; i < times; i++) {
      // As long as a look into the table takes.
      jobs.read(OfflineTables.FEATURE_LOG);
      Gate.open(20);
    }
  }

  private static void trickle(int most, AtomicBoolean isEnough) {
    for (int i = 0; i < most && !isEnough.get(); i++) {
      Gate.open(1);
      LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
    }
  }

  private void awaitErased() {
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .until(
            () ->
                jobs.read(OfflineTables.FEATURE_LOG).stream().anyMatch(IcebergUpkeepIT::isErased));
  }

  private static boolean isErased(Map<String, @Nullable Object> row) {
    return ("u-" + ERASED).equals(row.get("user_id"));
  }

  private List<TableReport> erase(boolean isWritten) {
    Catalog catalog = OfflineCatalog.open(warehouse);
    try {
      WarehouseErasure erasure =
          new WarehouseErasure(
              catalog, "shop", EventRules.DEFAULT, ErasedUsers.named(List.of("u-" + ERASED)));
      assertThat(erasure.pass()).isTrue();
      erasure.endHistory(Instant.now(), Duration.ZERO);
      return erasure.search(
          Instant.now(),
          Duration.ZERO,
          isWritten ? Duration.ofDays(1) : Duration.ZERO,
          (table, files) -> {});
    } finally {
      OfflineCatalog.close(catalog);
    }
  }
}
