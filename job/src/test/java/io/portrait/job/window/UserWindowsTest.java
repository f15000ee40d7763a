package io.portrait.job.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.portrait.event.EmbeddedEvent;
import io.portrait.event.Event;
import io.portrait.event.UserRecord;
import io.portrait.job.window.Snapshot.Kind;
import io.portrait.job.wire.SnapshotWire;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UserWindowsTest {

  private static final String DEFINITION =
      """
      project: test
      features:
        - {name: views, types: [view], aggregate: count, windows: [1h]}
        - {name: spend, types: [purchase], aggregate: sum, of: amount}
      observations: {every: 1d, active_within: 2d}
      retention: 30d
      """;

  private static final byte[] SALT = {1, 2, 3};
  private static final long NOON = Instant.parse("2026-11-20T12:00:00Z").toEpochMilli();
  private static final long MINUTE = Duration.ofMinutes(1).toMillis();
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final long DAY = Duration.ofDays(1).toMillis();

  private static final long YEAR_9999 = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();

  /** By when everybody has had their turn. */
  private static final long SPREAD = 3_000;

  /** Slots of the definition's columns. */
  private static final int VIEWS = 0;

  private static final int SPEND = 1;

  private KeyedOneInputStreamOperatorTestHarness<String, UserRecord, Snapshot> harness =
      start(DEFINITION, null);
  private long clock;

  /** Given before the last restart. */
  private long ticks;

  @BeforeEach
  void startTheClock() throws Exception {
    pass(Duration.ofSeconds(1));
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  @Test
  void a_burst_of_one_user_is_one_row() throws Exception {
    for (int i = 0; i < 8; i++) {
      send(view("u", NOON + i * 1_000L));
    }
    pass(Duration.ofMillis(60));

    assertThat(taken())
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.kind()).isEqualTo(Kind.LIVE);
              assertThat(row.asOf()).isEqualTo(NOON + 7_000);
              assertThat(row.events()).isEqualTo(8);
              assertThat(row.values().number(VIEWS)).isEqualTo(8);
            });
  }

  @Test
  void a_row_names_the_event_that_waited_longest_for_it_and_when_that_arrived() throws Exception {
    arrive(view("u", NOON + 2_000), NOON + 2_100);
    arrive(view("u", NOON), NOON + 2_200);
    pass(Duration.ofMillis(60));
    assertThat(taken())
        .singleElement()
        .satisfies(row -> assertThat(row.cause()).isEqualTo(new Cause(NOON + 2_000, NOON + 2_100)));

    arrive(view("u", NOON + 3_000), -1); // as Kafka says that it does not know
    pass(Duration.ofSeconds(2));
    assertThat(taken())
        .singleElement()
        .satisfies(
            row -> assertThat(row.cause()).isEqualTo(new Cause(NOON + 3_000, Cause.UNKNOWN)));
  }

  @Test
  void a_row_that_no_event_asked_for_names_none() throws Exception {
    arrive(view("u", NOON + 1), NOON);
    watermark(NOON + HOUR);
    pass(Duration.ofSeconds(2));
    assertThat(taken()).isNotEmpty();

    watermark(NOON + HOUR + MINUTE + SPREAD);
    pass(Duration.ofSeconds(2));

    assertThat(taken())
        .singleElement()
        .satisfies(row -> assertThat(row.cause()).isEqualTo(Cause.NONE));
  }

  @Test
  void a_user_has_no_second_row_before_emit_at_most_every_has_passed() throws Exception {
    send(view("u", NOON));
    pass(Duration.ofMillis(60));
    send(view("u", NOON + 1));
    pass(Duration.ofMillis(900));
    assertThat(taken()).hasSize(1);

    pass(Duration.ofMillis(200));

    assertThat(taken()).singleElement().satisfies(row -> assertThat(row.events()).isEqualTo(2));
  }

  @Test
  void a_value_decays_without_any_event_when_its_tile_leaves() throws Exception {
    send(view("u", NOON + 1));
    watermark(NOON + HOUR);
    pass(Duration.ofSeconds(2));
    assertThat(taken()).last().satisfies(row -> assertThat(row.values().number(VIEWS)).isOne());

    watermark(NOON + HOUR + MINUTE + SPREAD);
    pass(Duration.ofSeconds(2));

    assertThat(taken())
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.asOf()).isEqualTo(NOON + HOUR + MINUTE + SPREAD);
              assertThat(row.values().number(VIEWS)).isZero();
            });
  }

  @Test
  void the_end_of_a_bounded_input_is_not_the_end_of_time() throws Exception {
    send(view("u", NOON));
    harness.processWatermark(Watermark.MAX_WATERMARK);
    harness.getOperator().finish();

    assertThat(taken())
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.asOf()).isEqualTo(NOON);
              assertThat(row.values().number(VIEWS)).isOne();
            });
  }

  @Test
  void a_late_event_counts_in_every_window_that_covers_it() throws Exception {
    send(view("u", NOON));
    watermark(NOON + 10 * MINUTE);
    send(view("u", NOON + MINUTE));
    pass(Duration.ofSeconds(2));

    assertThat(taken())
        .last()
        .satisfies(
            row -> {
              assertThat(row.asOf()).isEqualTo(NOON + 10 * MINUTE);
              assertThat(row.values().number(VIEWS)).isEqualTo(2);
            });
  }

  @Test
  void a_second_copy_of_an_event_counts_once_even_after_a_restart() throws Exception {
    send(purchase("u", "e-1", NOON, 10));
    restart();
    send(purchase("u", "e-1", NOON, 10));
    send(purchase("u", "e-2", NOON + 1, 5));
    pass(Duration.ofSeconds(2));

    assertThat(taken())
        .last()
        .satisfies(
            row -> {
              assertThat(row.events()).isEqualTo(2);
              assertThat(row.values().number(SPEND)).isEqualTo(15);
            });
  }

  @Test
  void a_tick_shows_exactly_the_events_up_to_it_though_later_ones_came_first() throws Exception {
    long midnight = NOON + 12 * HOUR;
    send(purchase("u", "e-1", midnight - MINUTE, 1));
    send(purchase("u", "e-2", midnight + MINUTE, 10));
    send(purchase("u", "e-3", midnight, 100));
    pass(Duration.ofSeconds(2));
    assertThat(taken())
        .last()
        .satisfies(row -> assertThat(row.values().number(SPEND)).isEqualTo(111));

    restart();
    watermark(midnight + SPREAD);
    pass(Duration.ofSeconds(2));

    assertThat(taken())
        .filteredOn(row -> row.kind() == Kind.TICK)
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.asOf()).isEqualTo(midnight);
              assertThat(row.events()).isEqualTo(2);
              assertThat(row.values().number(SPEND)).isEqualTo(101);
            });
  }

  @Test
  void an_event_later_than_a_passed_tick_does_not_change_that_tick() throws Exception {
    long midnight = NOON + 12 * HOUR;
    send(purchase("u", "e-1", NOON, 1));
    watermark(midnight + MINUTE);
    send(purchase("u", "e-2", NOON + 1, 10));
    pass(Duration.ofSeconds(2));

    assertThat(taken())
        .filteredOn(row -> row.kind() == Kind.TICK)
        .singleElement()
        .satisfies(row -> assertThat(row.values().number(SPEND)).isOne());
  }

  @Test
  void a_user_is_observed_daily_while_active_and_then_no_more() throws Exception {
    send(purchase("u", "e-1", NOON, 1));
    watermark(NOON + 10 * DAY);
    pass(Duration.ofSeconds(2));

    assertThat(taken())
        .filteredOn(row -> row.kind() == Kind.TICK)
        .extracting(Snapshot::asOf)
        .containsExactly(NOON + 12 * HOUR, NOON + 36 * HOUR);
  }

  @Test
  void a_user_is_forgotten_after_retention_and_comes_back_as_new() throws Exception {
    send(purchase("u", "e-1", NOON, 1));
    watermark(NOON + 30 * DAY);
    pass(Duration.ofSeconds(2));
    assertThat(taken()).last().satisfies(row -> assertThat(row.kind()).isEqualTo(Kind.GONE));
    assertThat(harness.numKeyedStateEntries()).isZero();
    assertThat(harness.numEventTimeTimers()).isZero();

    send(purchase("u", "e-1", NOON + 31 * DAY, 7));
    pass(Duration.ofSeconds(2));

    assertThat(taken())
        .last()
        .satisfies(
            row -> {
              assertThat(row.events()).isOne();
              assertThat(row.values().number(SPEND)).isEqualTo(7);
            });
  }

  @Test
  void a_user_who_comes_back_in_the_moment_of_being_forgotten_is_new_too() throws Exception {
    send(purchase("u", "e-1", NOON, 1));
    pass(Duration.ofSeconds(2));
    watermark(NOON + 30 * DAY);
    send(purchase("u", "e-2", NOON + 31 * DAY, 7));
    pass(Duration.ofSeconds(2));

    assertThat(taken())
        .filteredOn(row -> row.kind() != Kind.TICK)
        .extracting(Snapshot::kind, Snapshot::events)
        .containsExactly(tuple(Kind.LIVE, 1L), tuple(Kind.GONE, 1L), tuple(Kind.LIVE, 1L));
  }

  @Test
  void a_tick_is_given_once_though_only_a_duplicate_follows_it() throws Exception {
    send(purchase("u", "e-1", NOON, 1));
    pass(Duration.ofSeconds(2));
    watermark(NOON + DAY);
    send(purchase("u", "e-1", NOON, 1));
    restart();
    watermark(NOON + DAY + HOUR);
    pass(Duration.ofSeconds(2));

    assertThat(ticks + count(Kind.TICK)).isOne();
  }

  @Test
  void a_user_has_one_timer_however_many_events_come() throws Exception {
    for (int i = 0; i < 50; i++) {
      send(view("u", NOON + i * MINUTE));
      pass(Duration.ofSeconds(2));
    }

    assertThat(harness.numEventTimeTimers()).isOne();
  }

  @Test
  void everything_is_written_before_a_barrier_passes() throws Exception {
    send(view("u", NOON));
    restart();
    send(view("u", NOON + 1));
    pass(Duration.ofSeconds(2));

    assertThat(taken()).last().satisfies(row -> assertThat(row.events()).isEqualTo(2));
  }

  @Test
  void what_is_due_for_everybody_at_once_is_spread_over_some_seconds() throws Exception {
    for (int i = 0; i < 1_000; i++) {
      send(view("user-" + i, NOON));
    }
    pass(Duration.ofSeconds(2));
    taken();

    List<Integer> rows = new ArrayList<>();
    for (int second = 0; second <= 3; second++) {
      watermark(NOON + HOUR + MINUTE + second * 1_000L);
      pass(Duration.ofSeconds(2));
      rows.add(taken().size());
    }

    assertThat(rows.stream().mapToInt(Integer::intValue).sum()).isEqualTo(1_000);
    assertThat(rows.subList(1, 4)).allSatisfy(count -> assertThat(count).isBetween(250, 420));
  }

  @Test
  void a_tick_that_the_spread_holds_back_is_given_when_the_input_ends() throws Exception {
    for (int i = 0; i < 100; i++) {
      send(purchase("user-" + i, "e-1", NOON, 1));
    }
    watermark(NOON + 12 * HOUR);
    harness.processWatermark(Watermark.MAX_WATERMARK);
    harness.getOperator().finish();

    assertThat(taken())
        .filteredOn(row -> row.kind() == Kind.TICK)
        .hasSize(100)
        .allSatisfy(row -> assertThat(row.asOf()).isEqualTo(NOON + 12 * HOUR));
  }

  @Test
  void there_is_no_row_where_what_leaves_changes_no_value() throws Exception {
    restart(
        """
        project: test
        features:
          - {name: basket, aggregate: mean, of: amount, windows: [1h]}
        observations: {every: 1d, active_within: 1s}
        """);
    send(purchase("u", "e-1", NOON, 8));
    send(purchase("u", "e-2", NOON + 30 * MINUTE, 8));
    pass(Duration.ofSeconds(2));
    taken();

    watermark(NOON + HOUR + 2 * MINUTE);
    pass(Duration.ofSeconds(2));
    assertThat(taken()).isEmpty();
    watermark(NOON + 2 * HOUR);
    pass(Duration.ofSeconds(2));

    assertThat(taken())
        .singleElement()
        .satisfies(row -> assertThat(row.values().number(0)).isNaN());
  }

  @Test
  void of_more_users_than_fit_into_memory_each_keeps_everything() throws Exception {
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 15_000; i++) {
        send(purchase("user-" + i, "e-" + round, NOON + round * MINUTE, 1));
      }
    }
    pass(Duration.ofSeconds(2));

    assertThat(taken())
        .filteredOn(row -> row.events() == 3)
        .hasSize(15_000)
        .allSatisfy(row -> assertThat(row.values().number(SPEND)).isEqualTo(3));
    assertThat(harness.numEventTimeTimers()).isEqualTo(15_000);
  }

  @Test
  void after_a_change_of_the_definitions_everybody_has_a_new_row_that_says_what_it_lacks()
      throws Exception {
    send(view("u", NOON));
    send(purchase("w", "e-1", NOON, 4));
    watermark(NOON + 2 * HOUR);
    restart(
        """
        project: test
        features:
          - {name: spend, types: [purchase], aggregate: sum, of: amount}
          - {name: views, types: [view], aggregate: count, windows: [1h, 24h]}
          - {name: all, aggregate: count}
        observations: {every: 1d, active_within: 2d}
        retention: 30d
        """);
    taken();

    watermark(NOON + 2 * HOUR + 2 * MINUTE);
    pass(Duration.ofSeconds(2));

    assertThat(taken())
        .extracting(Snapshot::userId, row -> row.values().number(0), Snapshot::partialUntil)
        .containsExactlyInAnyOrder(
            tuple("u", 0.0, Map.of("views_24h", NOON + DAY + 10 * MINUTE, "all", YEAR_9999)),
            tuple("w", 4.0, Map.of("views_24h", NOON + DAY + 10 * MINUTE, "all", YEAR_9999)));
    watermark(NOON + 3 * HOUR);
    pass(Duration.ofSeconds(2));
    assertThat(taken()).isEmpty();
  }

  private void send(Event event) throws Exception {
    arrive(event, event.timeMillis());
  }

  private void arrive(Event event, long arrivedMillis) throws Exception {
    harness.processElement(EmbeddedEvent.plain(event), arrivedMillis);
  }

  private void watermark(long time) throws Exception {
    harness.processWatermark(time);
  }

  private void pass(Duration time) throws Exception {
    for (long end = clock + time.toMillis(); clock < end; ) {
      clock = Math.min(end, clock + 10);
      harness.setProcessingTime(clock);
    }
  }

  private List<Snapshot> taken() {
    List<Snapshot> snapshots = new ArrayList<>(harness.extractOutputValues());
    harness.getOutput().clear();
    return snapshots;
  }

  private long count(Kind kind) {
    return harness.extractOutputValues().stream().filter(row -> row.kind() == kind).count();
  }

  private void restart() throws Exception {
    restart(DEFINITION);
  }

  private void restart(String definition) throws Exception {
    harness.prepareSnapshotPreBarrier(1);
    ticks += count(Kind.TICK);
    OperatorSubtaskState state = harness.snapshot(1, clock);
    harness.close();
    harness = start(definition, state);
    harness.setProcessingTime(clock);
  }

  static KeyedOneInputStreamOperatorTestHarness<String, UserRecord, Snapshot> start(
      String definition, @Nullable OperatorSubtaskState state) {
    try {
      KeyedOneInputStreamOperatorTestHarness<String, UserRecord, Snapshot> harness =
          new KeyedOneInputStreamOperatorTestHarness<>(
              new UserWindows(definition, ErasureRegister.empty(SALT), null),
              UserRecord::userId,
              Types.STRING);
      harness.setup(SnapshotWire.TYPE.createSerializer(new SerializerConfigImpl()));
      if (state != null) {
        harness.initializeState(state);
      }
      harness.open();
      return harness;
    } catch (Exception failed) {
      throw new AssertionError("the harness does not start", failed);
    }
  }

  private static Event view(String user, long time) {
    return new Event(null, user, "view", time, null, null, Double.NaN, Double.NaN, null, Map.of());
  }

  private static Event purchase(String user, String id, long time, double amount) {
    return new Event(id, user, "purchase", time, null, null, amount, Double.NaN, null, Map.of());
  }
}
