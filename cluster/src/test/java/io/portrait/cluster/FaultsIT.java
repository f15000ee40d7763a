package io.portrait.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What goes wrong around a job leaves what a job leaves that nothing happened to: the same rows in
 * Redis, the same Iceberg tables, the same counts.
 */
class FaultsIT {

  @TempDir static Path directory;
  private static PortraitCluster cluster;
  private static Trial trial;
  private static Outcome undisturbed;

  @BeforeAll
  static void runUndisturbed() throws Exception {
    cluster = PortraitCluster.start(directory, Map.of());
    trial = new Trial(cluster, ShopEvents.about(4_000, 7));
    undisturbed = trial.undisturbed();
    assertThat(undisturbed.uncounted()).isZero();
    assertThat(undisturbed.rows()).allSatisfy((place, rows) -> assertThat(rows).isNotEmpty());
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "TASK_MANAGER_KILLED",
        "JOB_MANAGER_KILLED",
        "KAFKA_KILLED",
        "REDIS_KILLED",
        "REDIS_REFUSING",
        "CATALOG_LOCKED"
      })
  void passes_without_a_trace(Fault fault) throws Exception {
    leavesNoTrace(fault, Duration.ofSeconds(5));
  }

  @Tag("faults")
  @ParameterizedTest
  @EnumSource
  void passes_without_a_trace_after_a_long_time(Fault fault) throws Exception {
    leavesNoTrace(fault, Duration.ofSeconds(45));
  }

  private static void leavesNoTrace(Fault fault, Duration lasting) throws Exception {
    String name = fault.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-') + "-" + lasting.toSeconds();
    long began = System.nanoTime();
    Trial.Result result = trial.disturbed(name, fault.disturbance(), lasting, undisturbed);
    System.out.println(fault + " lasting " + lasting + " output " + result.firstOutput() + " restarts " + result.restarts() + " took " + Duration.ofNanos(System.nanoTime() - began));
    assertThat(undisturbed.differences(result.outcome())).isEmpty();
    assertThat(result.outcome().uncounted()).isZero();
  }
}
