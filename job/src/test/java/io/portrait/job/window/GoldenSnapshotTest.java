package io.portrait.job.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.portrait.event.EmbeddedEvent;
import io.portrait.event.Erasure;
import io.portrait.event.Event;
import io.portrait.event.UserRecord;
import io.portrait.job.window.Snapshot.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Snapshots of the window step that earlier versions have written, values, timers, watermark and
 * counts together, in the heap backend's format: this version goes on from each of them.
 */
class GoldenSnapshotTest {

  private static final String DEFINITION =
      """
      project: test
      features:
        - {name: views, types: [view], aggregate: count, windows: [1h]}
        - {name: spend, types: [purchase], aggregate: sum, of: amount}
      observations: {every: 1d, active_within: 2d}
      retention: 30d
      """;
  private static final long NOON = Instant.parse("2026-11-20T12:00:00Z").toEpochMilli();
  private static final long MINUTE = Duration.ofMinutes(1).toMillis();
  private static final int VIEWS = 0;
  private static final int SPEND = 1;

  /** Adds the snapshots of a new version, given their files: by hand, once, when there is one. */
  public static void main(String[] files) throws Exception {
    OperatorSnapshotUtil.writeStateHandle(snapshot(), files[0]);
    OperatorSnapshotUtil.writeStateHandle(snapshotWithErased(), files[1]);
  }

  @SuppressWarnings("try") // a harness closes with any exception
  private static OperatorSubtaskState snapshotWithErased() throws Exception {
    try (var harness = UserWindowsTest.start(DEFINITION, null)) {
      harness.setProcessingTime(1_000);
      send(harness, "u", "view", "e-1", NOON);
      send(harness, "w", "view", "e-2", NOON);
      harness.processElement(new Erasure("u", NOON + MINUTE), NOON + MINUTE);
      harness.processWatermark(NOON + 2 * MINUTE);
      harness.setProcessingTime(3_000);
      harness.prepareSnapshotPreBarrier(1);
      return harness.snapshot(1, 3_000);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = "2")
  @SuppressWarnings("try") // a harness closes with any exception
  void whoWasErasedStaysErased(String version) throws Exception {
    try (var harness = UserWindowsTest.start(DEFINITION, written(version + "-erased"))) {
      harness.setProcessingTime(4_000);
      send(harness, "u", "view", "e-1", NOON);
      send(harness, "u", "view", "e-3", NOON + MINUTE - 1);
      harness.setProcessingTime(6_000);

      assertThat(taken(harness)).extracting(Snapshot::userId).doesNotContain("u");

      send(harness, "u", "view", "e-4", NOON + MINUTE + 1);
      harness.setProcessingTime(8_000);

      assertThat(taken(harness))
          .extracting(Snapshot::userId, Snapshot::events)
          .containsExactly(tuple("u", 1L));
    }
  }

  @SuppressWarnings("try") // a harness closes with any exception
  private static OperatorSubtaskState snapshot() throws Exception {
    try (var harness = UserWindowsTest.start(DEFINITION, null)) {
      harness.setProcessingTime(1_000);
      send(harness, "u", "purchase", "e-1", NOON);
      send(harness, "u", "view", "e-2", NOON + 1);
      send(harness, "w", "view", "e-3", NOON + 5 * MINUTE);
      harness.processWatermark(NOON + 10 * MINUTE);
      harness.setProcessingTime(3_000);
      harness.prepareSnapshotPreBarrier(1);
      return harness.snapshot(1, 3_000);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "2"})
  @SuppressWarnings("try") // a harness closes with any exception
  void goesOnFromWhatAnEarlierVersionWrote(String version) throws Exception {
    try (var harness = UserWindowsTest.start(DEFINITION, written(version))) {
      harness.setProcessingTime(1_000);
      // a copy, and an event that Flink alone would not know to be late
      send(harness, "u", "purchase", "e-1", NOON);
      send(harness, "u", "view", "e-4", NOON + 8 * MINUTE);
      harness.setProcessingTime(3_000);

      assertThat(taken(harness))
          .last()
          .satisfies(
              row -> {
                assertThat(row.asOf()).isEqualTo(NOON + 10 * MINUTE);
                assertThat(row.events()).isEqualTo(3);
                assertThat(row.values().number(VIEWS)).isEqualTo(2);
                assertThat(row.values().number(SPEND)).isEqualTo(12.5);
                assertThat(row.partialUntil()).isEmpty();
              });

      harness.processWatermark(NOON + 13 * 60 * MINUTE);
      for (long clock = 3_000; clock < 6_000; clock += 10) {
        harness.setProcessingTime(clock);
      }

      assertThat(taken(harness))
          .filteredOn(row -> row.userId().equals("w"))
          .extracting(Snapshot::kind, row -> row.values().number(VIEWS))
          .contains(tuple(Kind.LIVE, 0.0), tuple(Kind.TICK, 0.0));
    }
  }

  /** The timers of earlier versions were set for no spread, and for another. */
  @ParameterizedTest
  @ValueSource(strings = {"1", "2"})
  void noRowIsLostThatComesToThoseWhoHadThisVersionFromTheStart(String version) throws Exception {
    List<Tuple> rows = rowsByTheSecond(snapshot());

    assertThat(rows).hasSize(4);
    assertThat(rowsByTheSecond(written(version))).containsExactlyElementsOf(rows);
  }

  @SuppressWarnings("try") // a harness closes with any exception
  private static List<Tuple> rowsByTheSecond(OperatorSubtaskState state) throws Exception {
    List<Tuple> rows = new ArrayList<>();
    try (var harness = UserWindowsTest.start(DEFINITION, state)) {
      long clock = 3_000;
      for (long time = NOON + 10 * MINUTE; time < NOON + 13 * 60 * MINUTE; time += 1_000) {
        harness.processWatermark(time);
        clock += 60;
        harness.setProcessingTime(clock);
        for (Snapshot row : taken(harness)) {
          rows.add(
              tuple(
                  row.kind(),
                  row.userId(),
                  row.events(),
                  row.values().number(VIEWS),
                  row.values().number(SPEND)));
        }
      }
    }
    return rows;
  }

  private static OperatorSubtaskState written(String version) throws Exception {
    Path file =
        Path.of(
            Objects.requireNonNull(
                    GoldenSnapshotTest.class.getResource("user-windows-" + version + ".snapshot"))
                .toURI());
    return OperatorSnapshotUtil.readStateHandle(file.toString());
  }

  private static void send(
      KeyedOneInputStreamOperatorTestHarness<String, UserRecord, Snapshot> harness,
      String user,
      String type,
      String id,
      long time)
      throws Exception {
    Event event = new Event(id, user, type, time, null, null, 12.5, 1, null, Map.of());
    harness.processElement(EmbeddedEvent.plain(event), time);
  }

  private static List<Snapshot> taken(
      KeyedOneInputStreamOperatorTestHarness<String, UserRecord, Snapshot> harness) {
    List<Snapshot> snapshots = new ArrayList<>(harness.extractOutputValues());
    harness.getOutput().clear();
    return snapshots;
  }
}
