package io.portrait.job.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.event.ErasedUser;
import io.portrait.event.Event;
import io.portrait.job.Tally;
import io.portrait.job.Traces;
import io.portrait.job.window.Snapshot.Kind;
import io.portrait.job.window.WindowSubtasks.Backend;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.flink.types.Either;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of a user who is erased, where users are remembered. */
class UserErasureTest {

  private static final String DEFINITION =
      """
      project: test
      features:
        - {name: views, types: [view], aggregate: count, windows: [1h]}
        - {name: spend, types: [purchase], aggregate: sum, of: amount}
      observations: {every: 1h, active_within: 2d}
      segments: {count: 2, features: [views_1h]}
      churn: {activity: [view, purchase], horizon: 6h, features: [views_1h, spend]}
      erasure: {tombstone: 10d}
      """;

  private static final byte[] SALT = {1, 2, 3};
  private static final long NOON = Instant.parse("2026-11-20T12:00:00Z").toEpochMilli();
  private static final long MINUTE = Duration.ofMinutes(1).toMillis();
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final int VIEWS = 0;
  private static final int SPEND = 1;
  private static final String REFUSED = Tally.EVENTS_REJECTED + "erased";

  private @Nullable WindowSubtasks window;

  @AfterEach
  void close() {
    if (window != null) {
      window.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void of_an_erased_user_only_a_tombstone_stays_and_who_comes_back_is_new(Backend backend)
      throws Exception {
    WindowSubtasks window = start(backend);
    window.send(purchase("u", NOON, 10));
    window.send(purchase("w", NOON, 1));
    window.pass(2_000);
    window.watermark(NOON + 2 * HOUR);
    window.restart(1);

    window.erase("u", NOON + HOUR);
    window.restart(1);
    // late, and once more
    window.send(purchase("u", NOON, 10));
    window.send(purchase("u", NOON + HOUR, 10));
    assertThat(window.count(REFUSED)).isEqualTo(2);
    window.send(purchase("u", NOON + HOUR + 1, 7));
    window.restart(1);
    window.send(purchase("u", NOON + HOUR - 1, 10));
    window.send(purchase("u", NOON + 2 * HOUR, 5));
    window.pass(2_000);

    List<Snapshot> ofUser = rows(window, "u", Kind.LIVE, Kind.ERASED);
    assertThat(ofUser).extracting(Snapshot::kind).contains(Kind.LIVE, Kind.ERASED);
    Snapshot last = ofUser.get(ofUser.size() - 1);
    assertThat(last.kind()).isEqualTo(Kind.LIVE);
    assertThat(last.events()).isEqualTo(2);
    assertThat(last.values().number(SPEND)).isEqualTo(12);
    assertThat(window.count(REFUSED)).isEqualTo(3);
    assertThat(window.count(Tally.USERS)).isEqualTo(2);
    assertThat(last(window, "w").values().number(SPEND)).isEqualTo(1);
  }

  @Test
  void everything_goes_state_ids_timers_and_what_waits_for_a_label() throws Exception {
    WindowSubtasks window = start(Backend.HEAP);
    for (int i = 0; i < 300; i++) {
      window.send(withId("u", "e-" + i, NOON + i * 1_000L));
    }
    window.pass(2_000);
    window.watermark(NOON + 3 * HOUR);
    window.pass(2_000);
    window.restart(1);
    assertThat(window.count(Tally.LABELS_PENDING)).isEqualTo(4);
    assertThat(window.stateEntries()).as("value, ids, examples").isGreaterThanOrEqualTo(3);
    assertThat(window.timers()).isGreaterThan(1);

    window.erase("u", NOON + 3 * HOUR);
    window.restart(1);

    assertThat(window.stateEntries()).as("the tombstone").isOne();
    assertThat(window.timers()).isZero();
    assertThat(window.count(Tally.LABELS_PENDING)).isZero();
    assertThat(window.count(Tally.USERS)).isZero();
    window.watermark(NOON + 2 * DAY);
    window.pass(2_000);
    assertThat(rows(window, "u", Kind.values())).last().matches(row -> row.kind() == Kind.ERASED);
  }

  @Test
  void whoever_is_behind_is_told_in_the_order_in_which_it_happened() throws Exception {
    WindowSubtasks window = start(Backend.HEAP);
    window.send(purchase("u", NOON, 10));
    window.watermark(NOON + 8 * HOUR);
    window.pass(2_000);
    int before = window.matured.size();
    assertThat(before).isPositive();

    window.erase("u", NOON + 9 * HOUR);
    window.send(purchase("u", NOON + 10 * HOUR, 1));
    window.watermark(NOON + DAY);
    window.pass(2_000);

    assertThat(window.matured.get(before)).isEqualTo(Either.Right("u"));
    assertThat(window.matured.subList(before + 1, window.matured.size()))
        .isNotEmpty()
        .allMatch(example -> example.left().tickMillis() >= NOON + 10 * HOUR);
    assertThat(window.done)
        .containsExactly(
            new ErasureDone(
                ErasedUser.hash(SALT, "u"),
                NOON + 9 * HOUR,
                NOON + 2_000,
                NOON + 2_000 + 10 * DAY));
    assertThat(rows(window, "u", Kind.ERASED))
        .singleElement()
        .satisfies(row -> assertThat(row.asOf()).isEqualTo(NOON + 9 * HOUR));
  }

  /** Also of one who has left memory before the barrier comes. */
  @Test
  void who_comes_back_at_once_keeps_the_timer_that_is_theirs(@TempDir Path scratch)
      throws Exception {
    WindowSubtasks window = start(Backend.HEAP);
    window.send(withId("u", "e-1", NOON));
    window.erase("u", NOON);
    window.send(withId("u", "e-2", NOON + 1));
    for (int i = 0; i < 11_000; i++) {
      window.send(withId("v-" + i, "e", NOON + 1));
    }
    window.savepoint(scratch);
    window.watermark(NOON + 2 * HOUR);
    window.pass(2_000);

    assertThat(last(window, "u").values().number(VIEWS)).as("decayed").isZero();
  }

  @Test
  void another_copy_of_an_erasure_or_an_older_one_does_nothing_to_who_came_back() throws Exception {
    WindowSubtasks window = start(Backend.HEAP);
    window.send(purchase("u", NOON, 10));
    window.erase("u", NOON + 5);
    window.send(purchase("u", NOON + 6, 3));
    window.restart(1);

    window.erase("u", NOON + 5);
    window.erase("u", NOON);
    window.pass(2_000);

    assertThat(window.done).hasSize(1);
    assertThat(last(window, "u").values().number(SPEND)).isEqualTo(3);

    window.erase("u", NOON + 7);

    assertThat(window.done).hasSize(2);
    assertThat(last(window, "u").kind()).isEqualTo(Kind.ERASED);
    window.send(purchase("u", NOON + 6, 3));
    assertThat(window.count(REFUSED)).isOne();
  }

  @Test
  void of_a_user_nobody_knows_it_is_told_too_and_a_tombstone_stays() throws Exception {
    WindowSubtasks window = start(Backend.HEAP);
    window.erase("nobody", NOON);
    window.send(purchase("nobody", NOON, 1));
    window.pass(2_000);

    assertThat(window.rows).extracting(Snapshot::kind).containsExactly(Kind.ERASED);
    assertThat(window.count(REFUSED)).isOne();
    assertThat(window.count(Tally.USERS)).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void a_tombstone_goes_by_itself_when_its_time_is_over(Backend backend, @TempDir Path scratch)
      throws Exception {
    String hash = ErasedUser.hash(SALT, "u");
    WindowSubtasks window = start(backend);
    window.erase("u", NOON);
    assertThat(Traces.isIn(window.savepoint(scratch), hash)).as("at first").isTrue();
    window.pass(10 * DAY - 1);
    window.restart(1);
    window.send(purchase("u", NOON, 1));
    assertThat(window.count(REFUSED)).isOne();

    window.pass(1);
    window.send(purchase("u", NOON, 1));
    window.pass(2 * HOUR);

    assertThat(window.count(REFUSED)).isOne();
    assertThat(last(window, "u").events()).isOne();
    assertThat(Traces.isIn(window.savepoint(scratch), hash)).as("over").isFalse();
  }

  @Test
  void a_job_that_begins_anew_does_not_bring_back_whom_one_before_it_erased() throws Exception {
    ErasureRegister register =
        new ErasureRegister(
            SALT,
            Map.of(
                ErasedUser.hash(SALT, "u"),
                new Tombstone(NOON, NOON + DAY),
                ErasedUser.hash(SALT, "v"),
                new Tombstone(NOON, NOON)));
    window = new WindowSubtasks(Backend.HEAP, DEFINITION, register, NOON);
    window.send(purchase("u", NOON, 1));
    window.send(purchase("u", NOON + 1, 2));
    window.send(purchase("v", NOON, 4));
    window.send(purchase("w", NOON, 8));
    // its own erasure comes by again in the history, and is to be done: state may be older
    window.erase("u", NOON);
    window.send(purchase("u", NOON + 2, 16));
    window.pass(2_000);

    assertThat(window.count(REFUSED)).isOne();
    assertThat(window.done).hasSize(1);
    assertThat(last(window, "u").values().number(SPEND)).isEqualTo(16);
    assertThat(last(window, "v").values().number(SPEND)).as("is over").isEqualTo(4);
    assertThat(last(window, "w").values().number(SPEND)).isEqualTo(8);
  }

  @ParameterizedTest
  @EnumSource
  void a_canonical_savepoint_holds_no_trace_of_an_erased_user(
      Backend backend, @TempDir Path scratch) throws Exception {
    WindowSubtasks window = start(backend);
    String user = "somebody-with-a-long-name-that-is-easy-to-find";
    window.send(purchase(user, NOON, 10));
    window.send(purchase("w", NOON, 10));
    window.watermark(NOON + 2 * HOUR);
    window.pass(2_000);
    assertThat(Traces.isIn(window.savepoint(scratch), user)).as("before").isTrue();

    window.erase(user, NOON + 2 * HOUR);
    window.send(purchase(user, NOON + 1, 10));

    byte[] savepoint = window.savepoint(scratch);
    assertThat(Traces.isIn(savepoint, user)).as("after").isFalse();
    assertThat(Traces.isIn(savepoint, ErasedUser.hash(SALT, user))).as("tombstone").isTrue();
    window.restart(3);
    assertThat(Traces.isIn(window.savepoint(scratch), user)).as("rescaled").isFalse();
    window.send(purchase(user, NOON + 2, 10));
    assertThat(window.count(REFUSED)).isEqualTo(2);
  }

  /** Many users, erased and back again, with restarts and another parallelism in the middle. */
  @ParameterizedTest
  @EnumSource
  void random_lives_end_as_a_naive_reading_of_their_records_says(Backend backend) throws Exception {
    for (int seed = 0; seed < (backend == Backend.HEAP ? 8 : 2); seed++) {
      WindowSubtasks window = start(backend);
      Random random = new Random(seed);
      Map<String, NaiveErasure> expected = new LinkedHashMap<>();
      long watermark = NOON;
      for (int step = 0; step < 1_500; step++) {
        String user = "u-" + random.nextInt(40);
        NaiveErasure life = expected.computeIfAbsent(user, ignored -> new NaiveErasure());
        long time = watermark + random.nextInt((int) (2 * HOUR)) - HOUR;
        if (random.nextInt(10) == 0) {
          life.erase(time);
          window.erase(user, time);
        } else {
          life.add(time, step);
          window.send(purchase(user, time, step));
        }
        if (random.nextInt(20) == 0) {
          watermark += random.nextInt((int) (20 * MINUTE));
          window.watermark(watermark);
        }
        if (random.nextInt(30) == 0) {
          window.pass(random.nextInt(2_000));
        }
        if (random.nextInt(200) == 0) {
          window.restart(2 + random.nextInt(2));
        }
      }
      window.pass(2_000);

      long refused = expected.values().stream().mapToLong(life -> life.refused).sum();
      assertThat(refused).isPositive();
      assertThat(window.count(REFUSED)).isEqualTo(refused);
      long known = expected.values().stream().filter(life -> !life.amounts.isEmpty()).count();
      assertThat(window.count(Tally.USERS)).isEqualTo(known);
      expected.forEach(
          (user, life) -> {
            Snapshot last = last(window, user);
            if (life.amounts.isEmpty()) {
              assertThat(last.kind()).as(user).isEqualTo(Kind.ERASED);
            } else {
              assertThat(last.kind()).as(user).isEqualTo(Kind.LIVE);
              assertThat(last.events()).as(user).isEqualTo(life.amounts.size());
              assertThat(last.values().number(SPEND))
                  .as(user)
                  .isEqualTo(life.amounts.stream().mapToDouble(Double::doubleValue).sum());
            }
          });
      window.close();
    }
    window = null;
  }

  /** The records of a user, one after the other. */
  private static final class NaiveErasure {

    private final List<Double> amounts = new ArrayList<>();
    private long erasedAt = Long.MIN_VALUE;
    private int refused;

    void erase(long time) {
      if (time > erasedAt) {
        erasedAt = time;
        amounts.clear();
      }
    }

    void add(long time, double amount) {
      if (time <= erasedAt) {
        refused++;
      } else {
        amounts.add(amount);
      }
    }
  }

  private WindowSubtasks start(Backend backend) throws Exception {
    window = new WindowSubtasks(backend, DEFINITION, ErasureRegister.empty(SALT), NOON);
    return window;
  }

  private static List<Snapshot> rows(WindowSubtasks window, String user, Kind... kinds) {
    List<Kind> wanted = List.of(kinds);
    return window.rows.stream()
        .filter(row -> row.userId().equals(user) && wanted.contains(row.kind()))
        .toList();
  }

  /** The newest row that is of no tick. */
  private static Snapshot last(WindowSubtasks window, String user) {
    List<Snapshot> rows = rows(window, user, Kind.LIVE, Kind.GONE, Kind.ERASED);
    return rows.get(rows.size() - 1);
  }

  private static Event withId(String user, String id, long time) {
    return new Event(id, user, "view", time, null, null, Double.NaN, Double.NaN, null, Map.of());
  }

  private static Event purchase(String user, long time, double amount) {
    return new Event(null, user, "purchase", time, null, null, amount, Double.NaN, null, Map.of());
  }
}
