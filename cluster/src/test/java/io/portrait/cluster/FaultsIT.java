package io.portrait.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What goes wrong around a job leaves what a job leaves that nothing happened to: the same rows in
 * Redis, the same Iceberg tables, the same counts. {@code target/faults.md} says how long each kept
 * the job from writing.
 */
class FaultsIT {

  private static final Path TABLE = Path.of("target", "faults.md");
  private static final Set<Fault> AT_ONCE =
      Set.of(Fault.TASK_MANAGER_KILLED, Fault.JOB_MANAGER_KILLED, Fault.CHECKPOINT_CORRUPTED);

  @TempDir static Path directory;
  private static PortraitCluster cluster;
  private static Trial trial;
  private static Outcome undisturbed;
  private static final FaultTable table = new FaultTable();

  @BeforeAll
  static void runUndisturbed() throws Exception {
    cluster = PortraitCluster.start(directory, Map.of());
    trial = new Trial(cluster, ShopEvents.about(4_000, 7));
    undisturbed = trial.undisturbed();
    assertThat(undisturbed.uncounted()).isZero();
    assertThat(undisturbed.rows()).allSatisfy((place, rows) -> assertThat(rows).isNotEmpty());
  }

  @AfterAll
  static void stop() throws IOException {
    Files.writeString(TABLE, table.toString());
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
        "CHECKPOINT_CORRUPTED"
      })
  void passes_without_a_trace(Fault fault) throws Exception {
    leavesNoTrace(fault, Duration.ofSeconds(5));
  }

  @Tag("faults")
  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"TASK_MANAGER_KILLED", "JOB_MANAGER_KILLED", "CHECKPOINT_CORRUPTED"})
  void passes_without_a_trace_after_a_minute(Fault fault) throws Exception {
    leavesNoTrace(fault, Duration.ofSeconds(60));
  }

  private static void leavesNoTrace(Fault fault, Duration lasting) throws Exception {
    String name =
        fault.name().toLowerCase(Locale.ROOT).replace('_', '-') + "-" + lasting.toSeconds();
    Duration lasts = AT_ONCE.contains(fault) ? Duration.ZERO : lasting;
    Trial.Result result = trial.disturbed(name, fault.disturbance(), lasts, undisturbed);
    List<String> differences = undisturbed.differences(result.outcome());
    table.add(fault.description(), lasts, result, differences);
    Files.writeString(TABLE, table.toString());
    assertThat(differences).isEmpty();
    assertThat(result.outcome().uncounted()).isZero();
  }
}
