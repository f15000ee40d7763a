package io.portrait.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.cluster.PoisonedRecords.Poison;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
 * Redis, the same Iceberg tables, the same counts. {@code target/faults.md} says how long each kept
 * the job from writing.
 */
class FaultsIT {

  private static final Path TABLE = Path.of("target", "faults.md");

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
      names = {"TASK_MANAGER_KILLED", "JOB_MANAGER_KILLED", "REDIS_KILLED", "CHECKPOINT_CORRUPTED"})
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

  @Test
  void poisoned_records_and_events_of_the_future_are_kept_aside_and_change_nothing()
      throws Exception {
    areKeptAside("poisoned records, and events of the future", PoisonedRecords.all());
  }

  @Tag("faults")
  @Test
  void a_broken_model_costs_vectors_and_nothing_else() throws Exception {
    Path model = BrokenModel.unpack(directory.resolve("model"));
    Trial.Result result =
        trial.disturbed(
            "broken-model",
            ShopJob.definitions() + "embedding: {model: \"%s\"}\n".formatted(model.toUri()),
            new BrokenModel(model),
            Duration.ofSeconds(10),
            Views.withoutEmbedding(undisturbed),
            Views::withoutEmbedding);
    record("the embedding model cannot be opened", Duration.ofSeconds(10), result);
    assertThat(differences(Views.withoutEmbedding(undisturbed), result)).isEmpty();
  }

  @Tag("faults")
  @Test
  void a_clock_that_jumps_changes_nothing_but_when_rows_were_written() throws Exception {
    Duration each = Duration.ofSeconds(10);
    Trial.Result result =
        trial.disturbed(
            "clock-jumps", new ClockJumps(directory.resolve("clock")), each, undisturbed);
    record("TaskManagers' clocks go an hour forth, two back, and are right", each, result);
    assertThat(differences(undisturbed, result)).isEmpty();
  }

  private static void areKeptAside(String what, List<Poison> poison) throws Exception {
    Disturbance sent =
        (cluster, job, lasting) -> {
          try (Load load = job.load(Double.POSITIVE_INFINITY)) {
            for (int i = 0; i < poison.size(); i++) {
              Poison each = poison.get(i);
              load.send(i % ShopJob.PARTITIONS, each.key(), each.value());
            }
            load.arrive();
          }
        };
    Outcome expected = Views.withoutOffsets(undisturbed);
    Trial.Result result =
        trial.disturbed(
            "poison",
            ShopJob.definitions(),
            sent,
            Duration.ZERO,
            expected,
            outcome -> Views.without(poison, outcome, expected));
    record(what, Duration.ZERO, result);
    assertThat(differences(expected, result)).isEmpty();
    assertThat(result.failures()).isZero();
  }

  private static void leavesNoTrace(Fault fault, Duration longest) throws Exception {
    Duration lasting = fault.isOverAtOnce() ? Duration.ZERO : longest;
    String name = fault.label() + "-" + lasting.toSeconds();
    Trial.Result result = trial.disturbed(name, fault.disturbance(), lasting, undisturbed);
    record(fault.description(), lasting, result);
    assertThat(differences(undisturbed, result)).isEmpty();
  }

  /** From an undisturbed run; what is counted twice, or not at all, is one too. */
  private static List<String> differences(Outcome expected, Trial.Result result) {
    List<String> differences = new ArrayList<>(expected.differences(result.outcome()));
    if (result.outcome().uncounted() != 0) {
      differences.add(result.outcome().uncounted() + " records are counted twice or not at all");
    }
    return differences;
  }

  private static void record(String fault, Duration lasting, Trial.Result result)
      throws IOException {
    table.add(fault, lasting, result);
    Files.writeString(TABLE, table.toString());
  }
}
