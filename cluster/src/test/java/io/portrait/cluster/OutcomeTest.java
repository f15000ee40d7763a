package io.portrait.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class OutcomeTest {

  private static final Map<String, Long> COUNTS =
      Map.of(
          "events_in",
          9L,
          "events_accepted",
          6L,
          "events_duplicate",
          1L,
          "events_rejected_bad_time",
          2L);
  private static final Outcome ONE =
      new Outcome(Map.of("labels", Map.of("a", 1, "b", 2), "redis", Map.of("u", 1)), COUNTS);

  @Test
  void the_same_differs_nowhere() {
    assertThat(ONE.differences(new Outcome(Map.copyOf(ONE.rows()), Map.copyOf(COUNTS)))).isEmpty();
  }

  @Test
  void a_row_that_is_there_twice_or_missing_or_new_is_a_difference() {
    Outcome other =
        new Outcome(Map.of("labels", Map.of("a", 2, "c", 1), "redis", Map.of("u", 1)), COUNTS);
    assertThat(ONE.differences(other))
        .containsExactly(
            "labels: 2 times, not 1: a", "labels: 0 times, not 2: b", "labels: 1 times, not 0: c");
  }

  @Test
  void a_table_that_is_missing_is_a_difference() {
    assertThat(ONE.differences(new Outcome(Map.of("redis", Map.of("u", 1)), COUNTS))).hasSize(2);
  }

  @Test
  void a_count_that_is_another_is_a_difference() {
    assertThat(ONE.differences(new Outcome(ONE.rows(), Map.of("events_in", 9L))))
        .contains("events_accepted: 0, not 6");
  }

  @Test
  void every_record_has_one_fate() {
    assertThat(ONE.uncounted()).isZero();
    assertThat(new Outcome(Map.of(), Map.of("events_in", 9L, "events_accepted", 8L)).uncounted())
        .isEqualTo(1);
    assertThat(new Outcome(Map.of(), Map.of("events_in", 9L, "events_accepted", 10L)).uncounted())
        .isEqualTo(-1);
  }
}
