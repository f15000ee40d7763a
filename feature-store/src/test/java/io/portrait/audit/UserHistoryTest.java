package io.portrait.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.audit.UserHistory.Life;
import io.portrait.definition.Definition;
import io.portrait.definition.DefinitionFile;
import io.portrait.event.Event;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which stored events a job has to have accepted. The longest window is a day. */
class UserHistoryTest {

  private static final Definition DEFINITION =
      DefinitionFile.parse(
          """
          project: shop
          events: {max_out_of_orderness: 1m, deduplicate_within: 1h, max_future: 5m}
          features: [{name: views, types: [view], aggregate: count, windows: [24h]}]
          retention: 30d
          """,
          "test");
  private static final Instant NOON = Instant.parse("2026-01-10T12:00:00Z");
  private static final long CLOCK = NOON.plus(Duration.ofDays(100)).toEpochMilli();

  private final EventHistory history = new EventHistory(DEFINITION, Set.of("u-1"));

  private long view(String id, Duration fromNoon) {
    return take("u-1", id, fromNoon, 0);
  }

  /** The key of the record. */
  private long take(String user, String id, Duration fromNoon, int partition) {
    String line =
        "{\"event_id\":\"%s\",\"user_id\":\"%s\",\"type\":\"view\",\"time\":\"%s\"}"
            .formatted(id, user, NOON.plus(fromNoon));
    byte[] record = line.getBytes(StandardCharsets.UTF_8);
    history.take(record, Refusals.keyOf(record), partition, CLOCK);
    return Refusals.keyOf(record);
  }

  private Life life() {
    return history.life("u-1", Refusals.none());
  }

  private Life life(long refused, int copies, boolean isByTheClock) {
    return history.life(
        "u-1", new Refusals(Map.of(refused, new Refusals.Refusal(copies, isByTheClock))));
  }

  private static List<String> ids(Life life) {
    return life.plain().stream().map(Event::eventId).map(String::valueOf).toList();
  }

  @Test
  void a_copy_within_the_span_counts_once_and_beyond_it_again() {
    view("a", Duration.ZERO);
    view("a", Duration.ofMinutes(60));
    view("a", Duration.ofMinutes(61));
    view("b", Duration.ofMinutes(61));
    take("u-2", "c", Duration.ZERO, 0);

    assertThat(ids(life())).containsExactly("a", "a", "b");
  }

  @Test
  void what_the_job_called_too_late_is_left_out_where_it_may_have_been() {
    take("u-2", "x", Duration.ofDays(3), 0);
    long late = view("a", Duration.ZERO);
    view("b", Duration.ofDays(3));

    assertThat(ids(life(late, 1, false))).containsExactly("b");
    assertThat(life(late, 1, false).doubtful()).isZero();
    assertThat(ids(life())).as("nobody says that it was").containsExactly("a", "b");
    assertThat(life().doubtful()).isOne();
  }

  @Test
  void a_refusal_that_no_watermark_can_justify_is_not_believed() {
    long inTime = view("a", Duration.ZERO);
    take("u-2", "x", Duration.ofDays(3), 0);

    assertThat(ids(life(inTime, 1, false))).containsExactly("a");
  }

  @Test
  void an_idle_partition_is_judged_by_the_time_of_another() {
    take("u-2", "x", Duration.ofDays(3), 1);
    long late = view("a", Duration.ZERO);

    assertThat(ids(life(late, 1, false))).isEmpty();
    assertThat(life().doubtful()).isOne();
  }

  @Test
  void of_equal_records_the_last_ones_were_too_late() {
    view("a", Duration.ZERO);
    take("u-2", "x", Duration.ofDays(3), 0);
    long late = view("a", Duration.ZERO);

    Life life = life(late, 1, false);

    assertThat(ids(life)).containsExactly("a");
    assertThat(life.events().get(0).mostWatermark()).as("the first").isEqualTo(Long.MIN_VALUE);
    assertThat(ids(life(late, 2, false))).as("the first was in time").containsExactly("a");
  }

  @Test
  void the_clock_of_then_is_believed() {
    long ahead = view("a", Duration.ZERO);

    assertThat(ids(life(ahead, 1, true))).isEmpty();
  }

  @Test
  void a_user_who_was_away_for_longer_than_retention_may_have_begun_anew() {
    view("a", Duration.ZERO);
    view("b", Duration.ofDays(29));
    view("c", Duration.ofDays(59));
    view("d", Duration.ofDays(60));

    assertThat(life().wasAway()).isTrue();
    assertThat(life().sinceReturn()).isEqualTo(2);
  }

  @Test
  void the_watermark_may_stand_a_minute_behind_what_came_before() {
    take("u-2", "x", Duration.ofHours(1), 0);
    view("a", Duration.ZERO);

    assertThat(life().events().get(0).mostWatermark())
        .isEqualTo(NOON.plus(Duration.ofMinutes(59)).toEpochMilli() - 1);
    assertThat(life().isOrdered()).isTrue();
  }

  @Test
  void who_was_erased_begins_anew_and_what_was_before_stays_out() {
    view("a", Duration.ZERO);
    view("ahead", Duration.ofDays(2));
    erase(Duration.ofDays(1));
    view("late", Duration.ofHours(23));
    view("b", Duration.ofDays(3));
    erase(Duration.ofDays(1));

    assertThat(ids(life())).containsExactly("b");
  }

  private void erase(Duration fromNoon) {
    String line =
        "{\"user_id\":\"u-1\",\"type\":\"erase\",\"time\":\"%s\"}".formatted(NOON.plus(fromNoon));
    history.take(line.getBytes(StandardCharsets.UTF_8), 0, 0, CLOCK);
  }

  @Test
  void a_broken_record_is_counted_and_left_out() {
    history.take("{".getBytes(StandardCharsets.UTF_8), 1, 0, CLOCK);
    history.take(null, 2, 0, CLOCK);
    view("a", Duration.ZERO);

    assertThat(history.records()).isEqualTo(3);
    assertThat(history.rejected()).isEqualTo(2);
    assertThat(ids(life())).containsExactly("a");
  }
}
