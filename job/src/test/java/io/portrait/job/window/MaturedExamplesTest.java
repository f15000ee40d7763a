package io.portrait.job.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.portrait.definition.DefinitionFile;
import io.portrait.event.EmbeddedEvent;
import io.portrait.event.Event;
import io.portrait.event.UserRecord;
import io.portrait.job.NaiveLabels;
import io.portrait.job.Tally;
import io.portrait.job.window.Snapshot.Kind;
import io.portrait.learning.Example;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.types.Either;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What users looked like at ticks, given when it is known what became of them. */
class MaturedExamplesTest {

  private static final String WITHOUT_CHURN =
      """
      project: test
      features:
        - {name: views, types: [view], aggregate: count, windows: [1h]}
        - {name: spend, types: [purchase], aggregate: sum, of: amount}
        - {name: dearest, types: [purchase], aggregate: max, of: amount, windows: [1h]}
      observations: {every: 1d, active_within: 2d}
      retention: 30d
      """;
  private static final String DEFINITION =
      WITHOUT_CHURN
          + """
          churn: {activity: [view], horizon: 6h, features: [spend, views_1h, dearest_1h]}
          """;

  private static final long MIDNIGHT = Instant.parse("2026-11-20T00:00:00Z").toEpochMilli();
  private static final long MINUTE = Duration.ofMinutes(1).toMillis();
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final long HORIZON = 6 * HOUR;
  private static final Spread SPREAD = Spread.of(DefinitionFile.parse(DEFINITION, "test"));

  private KeyedOneInputStreamOperatorTestHarness<String, UserRecord, Snapshot> harness =
      UserWindowsTest.start(DEFINITION, null);
  private final List<Example> matured = new ArrayList<>();
  private final List<Snapshot> ticks = new ArrayList<>();
  private long clock;
  private long ids;

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  @Test
  void an_example_matures_when_the_horizon_and_the_users_delay_have_passed() throws Exception {
    send(view("u", MIDNIGHT - HOUR));
    send(view("u", MIDNIGHT - MINUTE));
    send(purchase("u", MIDNIGHT - MINUTE, 12.5));
    // What leaves windows meanwhile has had its turn.
    watermark(MIDNIGHT + 2 * HOUR);
    pass(5_000);
    long turn = MIDNIGHT + HORIZON + SPREAD.delay("u");
    watermark(turn - 1);
    pass(5_000);
    assertThat(matured).isEmpty();

    watermark(turn);

    assertThat(matured)
        .singleElement()
        .satisfies(
            example -> {
              assertThat(example.userId()).isEqualTo("u");
              assertThat(example.tickMillis()).isEqualTo(MIDNIGHT);
              assertThat(example.dueMillis()).isEqualTo(MIDNIGHT + HORIZON);
              assertThat(example.features()).containsExactly(12.5, 2, 12.5);
              assertThat(example.label()).isOne();
            });
  }

  @Test
  void what_is_null_at_a_tick_is_nan_in_its_example() throws Exception {
    send(view("u", MIDNIGHT - MINUTE));
    watermark(MIDNIGHT + DAY - 1);

    assertThat(matured)
        .singleElement()
        .satisfies(example -> assertThat(example.features()).containsExactly(0, 1, Double.NaN));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 6 * 60 * 60_000})
  void activity_after_the_tick_and_up_to_the_horizon_means_that_the_user_stayed(long after)
      throws Exception {
    send(view("u", MIDNIGHT - MINUTE));
    send(view("u", MIDNIGHT + after));
    watermark(MIDNIGHT + HORIZON + SPREAD.millis());

    assertThat(matured).extracting(Example::label).containsExactly(0.0);
  }

  @Test
  void neither_activity_at_the_tick_nor_after_the_horizon_nor_of_another_type_does()
      throws Exception {
    send(view("u", MIDNIGHT));
    watermark(MIDNIGHT + SPREAD.millis());
    // Late, so that the tick has been observed already.
    send(view("u", MIDNIGHT));
    send(purchase("u", MIDNIGHT + 1, 5));
    send(view("u", MIDNIGHT + HORIZON + 1));
    watermark(MIDNIGHT + HORIZON + SPREAD.millis());

    assertThat(matured).extracting(Example::label).containsExactly(1.0);
  }

  @Test
  void activity_counts_that_comes_late_but_not_after_the_label_has_matured() throws Exception {
    send(view("in-time", MIDNIGHT - MINUTE));
    send(view("too-late", MIDNIGHT - MINUTE));
    pass(100);
    watermark(MIDNIGHT + HORIZON - 1);
    send(view("in-time", MIDNIGHT + 1));
    // Of whoever waits for a row by the clock, time stands at the watermark, without a delay.
    watermark(MIDNIGHT + HORIZON);
    send(view("too-late", MIDNIGHT + 1));
    watermark(MIDNIGHT + HORIZON + SPREAD.millis());

    assertThat(matured)
        .extracting(Example::userId, Example::label)
        .containsExactlyInAnyOrder(tuple("in-time", 0.0), tuple("too-late", 1.0));
  }

  /** More than fit into memory, all of them waiting for their row. */
  @Test
  void ticks_and_labels_of_many_users_wait_for_no_clock() throws Exception {
    for (int i = 0; i < 12_000; i++) {
      send(view("user-" + i, MIDNIGHT - MINUTE));
    }

    watermark(MIDNIGHT + SPREAD.millis());
    assertThat(ticks).hasSize(12_000);
    assertThat(matured).isEmpty();
    watermark(MIDNIGHT + HORIZON + SPREAD.millis());

    assertThat(matured).hasSize(12_000);
  }

  @Test
  void neither_do_those_of_users_who_rest_after_a_row() throws Exception {
    for (int i = 0; i < 100; i++) {
      send(view("user-" + i, MIDNIGHT - MINUTE));
    }
    pass(60);
    for (int i = 0; i < 100; i++) {
      send(view("user-" + i, MIDNIGHT - MINUTE + 1));
    }

    watermark(MIDNIGHT + HORIZON + SPREAD.millis());

    assertThat(ticks).hasSize(100);
    assertThat(matured).hasSize(100);
  }

  @Test
  void a_watermark_is_handed_on_the_spread_behind_and_after_the_ticks_up_to_it() throws Exception {
    send(view("u", MIDNIGHT - MINUTE));
    harness.processWatermark(MIDNIGHT + SPREAD.millis());

    assertThat(harness.getOutput()).last().isEqualTo(new Watermark(MIDNIGHT));
    assertThat(harness.getOutput())
        .anySatisfy(
            element ->
                assertThat(element)
                    .isInstanceOfSatisfying(
                        StreamRecord.class,
                        row ->
                            assertThat(((Snapshot) row.getValue()).kind()).isEqualTo(Kind.TICK)));
  }

  @Test
  void at_the_end_of_the_input_comes_everything_that_is_due_and_the_final_watermark()
      throws Exception {
    for (int i = 0; i < 100; i++) {
      send(view("user-" + i, MIDNIGHT - MINUTE));
      send(view("user-" + i, MIDNIGHT + DAY - MINUTE));
    }
    // What leaves windows meanwhile has had its turn.
    watermark(MIDNIGHT + DAY + 2 * HOUR);
    pass(5_000);
    watermark(MIDNIGHT + DAY + HORIZON);
    assertThat(matured).hasSizeLessThan(200);
    harness.getOutput().clear();
    harness.processWatermark(Watermark.MAX_WATERMARK);
    collect();

    assertThat(matured).hasSize(200);
    assertThat(ticks).hasSize(200);
    assertThat(harness.getOutput().stream().filter(Watermark.class::isInstance))
        .containsExactly(new Watermark(MIDNIGHT + DAY + HORIZON), Watermark.MAX_WATERMARK);
  }

  @Test
  void what_waits_for_its_label_is_counted_through_a_restart() throws Exception {
    for (int i = 0; i < 10; i++) {
      send(view("user-" + i, MIDNIGHT - MINUTE));
    }
    watermark(MIDNIGHT + SPREAD.millis());
    restart(DEFINITION);
    assertThat(count(Tally.LABELS_PENDING)).isEqualTo(10);
    assertThat(count(Tally.LABELS_MATURED)).isZero();

    watermark(MIDNIGHT + HORIZON + SPREAD.millis());

    assertThat(count(Tally.LABELS_PENDING)).isZero();
    assertThat(count(Tally.LABELS_MATURED)).isEqualTo(10);
  }

  @Test
  void columns_are_found_by_name_under_a_definition_that_changed_meanwhile() throws Exception {
    send(purchase("u", MIDNIGHT - MINUTE, 3));
    send(view("u", MIDNIGHT - MINUTE));
    watermark(MIDNIGHT + SPREAD.millis());
    restart(
        WITHOUT_CHURN
            + """
            churn: {activity: [view], horizon: 6h, features: [views_1h, tenure_days, spend]}
            """);
    send(view("w", MIDNIGHT + DAY - MINUTE));
    watermark(MIDNIGHT + DAY + HORIZON + SPREAD.millis());

    assertThat(matured)
        .filteredOn(example -> example.tickMillis() == MIDNIGHT)
        .singleElement()
        .satisfies(example -> assertThat(example.features()).containsExactly(1, Double.NaN, 3));
    assertThat(matured)
        .filteredOn(example -> example.userId().equals("w"))
        .singleElement()
        .satisfies(
            example -> assertThat(example.features()).containsExactly(1, (double) MINUTE / DAY, 0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "churn: {activity: [view], horizon: 7h, features: [spend]}",
        "churn: {activity: [purchase], horizon: 6h, features: [spend]}"
      })
  void what_waits_for_a_label_of_another_meaning_is_dropped(String churn) throws Exception {
    send(view("u", MIDNIGHT - MINUTE));
    pass(100);
    watermark(MIDNIGHT + SPREAD.millis());
    assertThat(count(Tally.LABELS_PENDING)).isOne();
    harness.prepareSnapshotPreBarrier(1);
    assertThat(harness.numKeyedStateEntries()).isEqualTo(2);

    restart(WITHOUT_CHURN + churn);
    watermark(MIDNIGHT + HOUR);
    pass(2_000);

    assertThat(harness.numKeyedStateEntries()).isOne();
    assertThat(count(Tally.LABELS_PENDING)).isZero();
    watermark(MIDNIGHT + DAY - 1);
    assertThat(matured).isEmpty();
  }

  /** Whatever users do, whatever the clock does, and wherever the job restarts. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void examples_are_what_a_look_through_all_events_says(long seed) throws Exception {
    Random random = new Random(seed);
    NaiveLabels expected = new NaiveLabels(DefinitionFile.parse(DEFINITION, "test"));
    long now = MIDNIGHT;
    long watermark = Long.MIN_VALUE;
    for (int i = 0; i < 6_000; i++) {
      int what = random.nextInt(1_000);
      if (what < 5) {
        restart(DEFINITION);
      } else if (what < 100) {
        pass(random.nextInt(60));
      } else if (what < 300) {
        watermark = Math.max(watermark, now - random.nextInt(2) * MINUTE);
        watermark(watermark);
      } else {
        now += random.nextInt(10 * (int) MINUTE);
        long time = now - (random.nextInt(10) == 0 ? random.nextInt(8 * (int) HOUR) : 0);
        String user = "user-" + random.nextInt(40);
        Event event = random.nextBoolean() ? view(user, time) : purchase(user, time, i % 7);
        send(event);
        expected.add(event, watermark);
      }
    }
    harness.processWatermark(Watermark.MAX_WATERMARK);
    collect();

    assertThat(matured)
        .extracting(
            example ->
                new NaiveLabels.Label(
                    example.userId(),
                    example.tickMillis(),
                    example.dueMillis(),
                    example.label() == 1))
        .hasSizeGreaterThan(500)
        .containsExactlyInAnyOrderElementsOf(expected.matured(watermark));
    Map<String, Snapshot> shown = new TreeMap<>();
    ticks.forEach(tick -> shown.put(tick.userId() + " " + tick.asOf(), tick));
    assertThat(matured)
        .allSatisfy(
            example -> {
              Snapshot tick =
                  Objects.requireNonNull(shown.get(example.userId() + " " + example.tickMillis()));
              assertThat(example.features())
                  .containsExactly(
                      tick.values().number(1), tick.values().number(0), tick.values().number(2));
            });
  }

  private void send(Event event) throws Exception {
    harness.processElement(EmbeddedEvent.plain(event), event.timeMillis());
  }

  /** Also sees that everything up to the watermark handed on is there, and nothing too early. */
  private void watermark(long time) throws Exception {
    harness.processWatermark(time);
    collect();
    assertThat(matured)
        .allSatisfy(example -> assertThat(example.dueMillis()).isLessThanOrEqualTo(time));
  }

  private void collect() {
    long handedOn = Long.MIN_VALUE;
    for (Object element : harness.getOutput()) {
      if (element instanceof Watermark mark) {
        handedOn = mark.getTimestamp();
      } else {
        Snapshot row = (Snapshot) ((StreamRecord<?>) element).getValue();
        if (row.kind() == Kind.TICK) {
          assertThat(row.asOf()).isGreaterThan(handedOn);
          ticks.add(row);
        }
      }
    }
    harness.getOutput().removeIf(StreamRecord.class::isInstance);
    Queue<StreamRecord<Either<Example, String>>> side = harness.getSideOutput(Windows.MATURED);
    if (side != null) {
      side.forEach(example -> matured.add(example.getValue().left()));
      side.clear();
    }
  }

  private void pass(long millis) throws Exception {
    for (long end = clock + millis; clock < end; ) {
      clock = Math.min(end, clock + 10);
      harness.setProcessingTime(clock);
    }
  }

  private void restart(String definition) throws Exception {
    harness.prepareSnapshotPreBarrier(1);
    collect();
    OperatorSubtaskState state = harness.snapshot(1, clock);
    harness.close();
    harness = UserWindowsTest.start(definition, state);
    harness.setProcessingTime(clock);
  }

  private long count(String name) {
    return harness.getOperator().getRuntimeContext().getLongCounter(name).getLocalValue();
  }

  private Event view(String user, long time) {
    return event("view", user, time, Double.NaN);
  }

  private Event purchase(String user, long time, double amount) {
    return event("purchase", user, time, amount);
  }

  private Event event(String type, String user, long time, double amount) {
    @Nullable String id = ids % 2 == 0 ? null : "e-" + ids;
    ids++;
    return new Event(id, user, type, time, null, null, amount, Double.NaN, null, Map.of());
  }
}
