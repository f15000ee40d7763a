package io.portrait.job.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.portrait.definition.Churn;
import io.portrait.definition.Definition;
import io.portrait.definition.DefinitionFile;
import io.portrait.definition.Segments;
import io.portrait.job.Tally;
import io.portrait.job.churn.ChurnAlert;
import io.portrait.job.segment.SegmentChange;
import io.portrait.job.window.Snapshot;
import io.portrait.job.window.Snapshot.Kind;
import io.portrait.profile.Scores;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ticks come every hour, from 1. */
class ScoreUsersTest {

  private static final String TEXT = TestModels.DEFINITION;
  private static final Definition DEFINITION = DefinitionFile.parse(TEXT, "test");
  private static final long HOUR = 3_600_000;
  private static final double THRESHOLD = TestModels.SCORE_AT_THRESHOLD;
  private static final int MANY = 1_000;

  private ScoringSubtasks step;

  @BeforeEach
  void start() throws Exception {
    step = new ScoringSubtasks(TEXT, MANY);
  }

  @AfterEach
  void close() {
    step.close();
  }

  @Test
  void a_live_row_is_scored_at_once_with_the_newest_models() throws Exception {
    segments(1, 1 * HOUR, 0, 3);
    segments(2, 2 * HOUR, 3, 0);
    churn(4, 1 * HOUR, -2);
    churn(5, 2 * HOUR, 2);

    step.row(live("u", 2 * HOUR + 1, 0, 1));

    assertThat(step.rows)
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.kind()).isEqualTo(Kind.LIVE);
              assertThat(row.scores().segment()).isOne();
              assertThat(row.scores().churnProbability())
                  .isEqualTo(1 / (1 + Math.exp(-3)), within());
              assertThat(row.scores().churnReasons()).hasSize(1);
              assertThat(row.scores().models()).isEqualTo(Map.of("segments", 2L, "churn", 5L));
              assertThat(row.scores().missing()).isEmpty();
            });
  }

  @Test
  void a_tick_waits_for_the_watermark_of_the_models() throws Exception {
    step.row(tick("u", 1, 0, 0));
    step.watermarkOfRows(5 * HOUR);
    step.watermarkOfModels(HOUR - 1);
    assertThat(step.rows).isEmpty();

    step.watermarkOfModels(HOUR);

    assertThat(step.rows).extracting(Snapshot::asOf).containsExactly(HOUR);
  }

  @Test
  void a_tick_is_scored_at_once_where_its_models_are_there() throws Exception {
    step.watermarkOfModels(HOUR);
    step.row(tick("u", 1, 0, 0));

    assertThat(step.rows).hasSize(1);
  }

  /** In memory and in state. */
  @ParameterizedTest
  @ValueSource(ints = {MANY, 1})
  void of_an_erased_user_no_waiting_row_comes_and_nothing_that_was_said_stays(int capacity)
      throws Exception {
    step.close();
    step = new ScoringSubtasks(TEXT, capacity);
    segments(1, 1 * HOUR, 0, 3);
    churn(4, 1 * HOUR, 2);
    for (int tick = 1; tick <= 4; tick++) {
      step.row(tick("u", tick, 0, 3));
      step.row(tick("w", tick, 0, 3));
    }
    step.watermarkOfModels(2 * HOUR);
    assertThat(step.changes).extracting(SegmentChange::userId).containsExactlyInAnyOrder("u", "w");
    step.restart(TEXT, capacity, 2);
    step.row(tick("u", 5, 0, 3));
    step.rows.clear();
    step.changes.clear();

    step.row(erased("u", 5 * HOUR));
    assertThat(step.rows).extracting(Snapshot::kind).containsExactly(Kind.ERASED);
    assertThat(step.erased).containsExactly("u");
    step.rows.clear();
    // who comes back is new: the segment is told of again
    step.row(tick("u", 6, 0, 3));
    step.watermarkOfModels(6 * HOUR);

    assertThat(step.rows)
        .extracting(Snapshot::userId, Snapshot::asOf)
        .containsExactlyInAnyOrder(
            tuple("w", 3 * HOUR), tuple("w", 4 * HOUR), tuple("u", 6 * HOUR));
    assertThat(step.changes).extracting(SegmentChange::userId).containsExactly("u");
    step.row(erased("u", 7 * HOUR));
    assertThat(step.stateEntries()).as("the standing of w").isOne();
  }

  private static Snapshot erased(String user, long time) {
    return new Snapshot(Kind.ERASED, user, time, 0, live(user, time, 0, 0).values(), Map.of());
  }

  /** Churn as of all labels known at the tick; segments as of all ticks before. */
  @Test
  void a_tick_asks_the_models_of_its_time_though_newer_ones_have_come() throws Exception {
    for (int tick = 1; tick <= 4; tick++) {
      step.row(tick("u", tick, 0, 0));
    }
    for (int tick = 1; tick <= 4; tick++) {
      segments(10 + tick, tick * HOUR, 0, 3);
      churn(20 + tick, tick * HOUR, 0);
    }
    step.watermarkOfModels(4 * HOUR);

    assertThat(step.rows)
        .extracting(row -> row.scores().models())
        .containsExactly(
            Map.of(Churn.NAME, 21L),
            Map.of(Segments.NAME, 11L, Churn.NAME, 22L),
            Map.of(Segments.NAME, 12L, Churn.NAME, 23L),
            Map.of(Segments.NAME, 13L, Churn.NAME, 24L));
  }

  @Test
  void the_row_of_a_tick_names_no_reasons() throws Exception {
    churn(1, Long.MIN_VALUE, 1);
    step.watermarkOfModels(HOUR);
    step.row(tick("u", 1, 0, 1));

    assertThat(step.rows.get(0).scores().churnReasons()).isEmpty();
  }

  @Test
  void what_no_model_says_is_missing() throws Exception {
    step.row(live("u", 1, 0, 0));
    assertThat(step.rows.get(0).scores())
        .isEqualTo(
            new Scores(null, Double.NaN, List.of(), Map.of(), Set.of(Segments.NAME, Churn.NAME)));

    churn(0, Long.MIN_VALUE, 0);
    segments(3, 0, 0, 3);
    step.row(live("u", 1, 0, 0));

    assertThat(step.rows.get(1).scores().segment()).isZero();
    assertThat(step.rows.get(1).scores().models()).isEqualTo(Map.of(Segments.NAME, 3L));
    assertThat(step.rows.get(1).scores().missing()).containsExactly(Churn.NAME);
  }

  @Test
  void of_a_distrusted_model_the_base_rate_is_said_and_no_alert_given() throws Exception {
    step.model(TestModels.churn(DEFINITION, 1, Long.MIN_VALUE, 4, true, null));
    step.watermarkOfModels(HOUR);
    step.row(tick("u", 1, 0, 4));
    step.row(live("u", HOUR, 0, 4));

    assertThat(step.rows)
        .allSatisfy(
            row -> {
              assertThat(row.scores().churnProbability()).isEqualTo(TestModels.BASE_RATE);
              assertThat(row.scores().churnReasons()).isEmpty();
              assertThat(row.scores().missing()).contains(Churn.NAME);
            });
    assertThat(step.alerts).isEmpty();
  }

  @Test
  void a_user_stays_in_a_segment_until_another_is_clearly_nearer() throws Exception {
    segments(7, 0, 0, 3);
    step.watermarkOfModels(9 * HOUR);
    // 1.75 is nearer to 3 than to 0, but not by so much; 2 is.
    double[] places = {0.5, 1.75, 2, 1.25, 0.5};
    for (int i = 0; i < places.length; i++) {
      step.row(tick("u", i + 1, places[i], 0));
    }

    assertThat(step.rows)
        .extracting(row -> row.scores().segment())
        .containsExactly(0L, 0L, 1L, 1L, 0L);
    assertThat(step.changes)
        .containsExactly(
            new SegmentChange("u", HOUR, SegmentChange.NONE, 0, 7),
            new SegmentChange("u", 3 * HOUR, 0, 1, 7),
            new SegmentChange("u", 5 * HOUR, 1, 0, 7));
    assertThat(step.count(Tally.SEGMENT_CHANGES)).isEqualTo(3);
  }

  @Test
  void a_live_row_knows_the_segment_and_moves_nobody() throws Exception {
    segments(7, 0, 0, 3);
    step.watermarkOfModels(9 * HOUR);
    step.row(tick("u", 1, 0, 0));
    step.row(live("u", HOUR, 1.75, 0));
    step.row(live("u", HOUR, 3, 0));
    step.row(live("u", HOUR, 1.75, 0));

    assertThat(step.rows).extracting(row -> row.scores().segment()).containsExactly(0L, 0L, 1L, 0L);
    assertThat(step.changes).hasSize(1);
  }

  @Test
  void an_alert_is_given_once_and_again_only_after_the_probability_was_low() throws Exception {
    churn(3, 0, 0);
    step.watermarkOfModels(20 * HOUR);
    double[] risks = {
      THRESHOLD - 0.01, THRESHOLD + 0.01, 3, THRESHOLD - 0.01, 3, 0.01, 3, -0.01, 0.5, 3, 3
    };
    for (int i = 0; i < risks.length; i++) {
      step.row(tick("u", i + 1, 0, risks[i]));
    }

    assertThat(step.alerts)
        .extracting(ChurnAlert::tickMillis, ChurnAlert::threshold, ChurnAlert::modelVersion)
        .containsExactly(tuple(2 * HOUR, 0.7, 3L), tuple(10 * HOUR, 0.7, 3L));
    assertThat(step.alerts)
        .allSatisfy(
            alert -> {
              assertThat(alert.userId()).isEqualTo("u");
              assertThat(alert.probability()).isGreaterThan(0.7);
              assertThat(alert.reasons()).hasSize(1);
            });
    assertThat(step.count(Tally.CHURN_ALERTS)).isEqualTo(2);
  }

  @Test
  void a_user_who_was_told_of_while_the_model_is_distrusted_is_not_told_of_again()
      throws Exception {
    churn(1, 0, 0);
    step.model(TestModels.churn(DEFINITION, 2, 2 * HOUR, 0, true, null));
    churn(3, 3 * HOUR, 0);
    step.watermarkOfModels(9 * HOUR);
    for (int tick = 1; tick <= 3; tick++) {
      step.row(tick("u", tick, 0, 3));
    }

    assertThat(step.alerts).extracting(ChurnAlert::tickMillis).containsExactly(HOUR);
  }

  @Test
  void whoever_is_gone_starts_from_nothing() throws Exception {
    segments(1, 0, 0, 3);
    churn(1, 0, 0);
    step.watermarkOfModels(9 * HOUR);
    step.row(tick("u", 1, 0, 3));
    step.row(gone("u", 2 * HOUR));
    assertThat(step.stateEntries()).isZero();
    step.row(tick("u", 3, 1.75, 3));

    assertThat(step.changes)
        .extracting(SegmentChange::from, SegmentChange::to)
        .containsExactly(tuple(SegmentChange.NONE, 0), tuple(SegmentChange.NONE, 1));
    assertThat(step.alerts).hasSize(2);
    assertThat(step.rows)
        .extracting(Snapshot::kind)
        .containsExactly(Kind.TICK, Kind.GONE, Kind.TICK);
  }

  /** The farewell itself is said at once: it is a row. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, MANY})
  void but_only_after_the_ticks_that_wait(int capacity) throws Exception {
    step.restart(TEXT, capacity, 1);
    segments(1, 0, 0, 3);
    step.row(tick("u", 1, 0, 0));
    step.row(tick("u", 2, 3, 0));
    // at the very time of the tick, and a moment before the next
    step.row(gone("u", 2 * HOUR));
    step.row(tick("u", 3, 1.75, 0));
    step.row(gone("u", 4 * HOUR - 1));
    step.row(tick("u", 4, 1.25, 0));
    assertThat(step.rows).extracting(Snapshot::kind).containsExactly(Kind.GONE, Kind.GONE);

    step.restart(TEXT, capacity, 1);
    step.watermarkOfModels(9 * HOUR);

    assertThat(step.changes)
        .extracting(SegmentChange::tickMillis, SegmentChange::from, SegmentChange::to)
        .containsExactly(
            tuple(HOUR, SegmentChange.NONE, 0),
            tuple(2 * HOUR, 0, 1),
            tuple(3 * HOUR, SegmentChange.NONE, 1),
            tuple(4 * HOUR, SegmentChange.NONE, 0));
    step.row(gone("u", 9 * HOUR));
    assertThat(step.stateEntries()).isZero();
  }

  @Test
  void the_end_of_the_input_releases_everything() throws Exception {
    step.row(tick("u", 1, 0, 0));
    step.row(tick("w", 7, 0, 0));
    step.watermarkOfRows(Long.MAX_VALUE);
    assertThat(step.rows).isEmpty();
    assertThat(step.counts).isEmpty();

    step.watermarkOfModels(Long.MAX_VALUE);

    assertThat(step.rows).extracting(Snapshot::userId).containsExactly("u", "w");
    assertThat(step.counts).extracting(TickCounts::tickMillis).containsExactly(HOUR, 7 * HOUR);
    assertThat(step.stateEntries()).isZero();
  }

  @Test
  void models_of_other_columns_say_nothing_until_they_are_sent_again() throws Exception {
    String other = TEXT.replace("features: [where]", "features: [danger]");
    other = other.replace("features: [danger]\n  alert", "features: [where]\n  alert");
    Definition changed = DefinitionFile.parse(other, "test");
    segments(1, 0, 0, 3);
    churn(1, 0, 0);

    step.restart(other, MANY, 1);
    assertThat(step.modelsInState()).isZero();
    step.row(live("u", 1, 0, 0));
    assertThat(step.rows.get(0).scores().models()).isEmpty();
    assertThat(step.rows.get(0).scores().missing()).containsExactly(Churn.NAME, Segments.NAME);

    step.model(TestModels.segments(changed, 1, 0, 0, 3));
    step.model(TestModels.churn(changed, 1, 0, 0));
    step.row(live("u", 1, 0, 0));
    step.restart(other, MANY, 1);
    step.row(live("u", 1, 0, 0));

    assertThat(step.rows.subList(1, 3))
        .allSatisfy(
            row ->
                assertThat(row.scores().models())
                    .isEqualTo(Map.of(Segments.NAME, 1L, Churn.NAME, 1L)));
  }

  private void segments(long version, long from, double first, double second) throws Exception {
    step.model(TestModels.segments(DEFINITION, version, from, first, second));
  }

  private void churn(long version, long from, double more) throws Exception {
    step.model(TestModels.churn(DEFINITION, version, from, more));
  }

  private static Offset<Double> within() {
    return Offset.offset(1e-12);
  }

  private static Snapshot live(String user, long asOf, double place, double risk) {
    return snapshot(Kind.LIVE, user, asOf, place, risk);
  }

  private static Snapshot tick(String user, long tick, double place, double risk) {
    return snapshot(Kind.TICK, user, tick * HOUR, place, risk);
  }

  private static Snapshot gone(String user, long asOf) {
    return snapshot(Kind.GONE, user, asOf, Double.NaN, Double.NaN);
  }

  private static Snapshot snapshot(Kind kind, String user, long asOf, double place, double risk) {
    return new Snapshot(kind, user, asOf, 1, TestModels.values(DEFINITION, place, risk), Map.of());
  }
}
