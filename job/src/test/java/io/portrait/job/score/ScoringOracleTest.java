package io.portrait.job.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.definition.Definition;
import io.portrait.definition.DefinitionFile;
import io.portrait.job.churn.ChurnAlert;
import io.portrait.job.learn.ModelUpdate;
import io.portrait.job.window.Snapshot;
import io.portrait.job.window.Snapshot.Kind;
import io.portrait.learning.ReferenceDistribution;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rows and models as they may come, against one look at each row and at the models of its time.
 * Ticks come every hour, from 1.
 */
class ScoringOracleTest {

  private static final Definition DEFINITION = DefinitionFile.parse(TestModels.DEFINITION, "test");
  private static final long HOUR = 3_600_000;
  private static final int TICKS = 25;
  private static final int USERS = 60;
  private static final int MANY = 20_000;
  private static final ReferenceDistribution REFERENCE = TestModels.reference(new Random(9), 500);

  /** Rows by tick, those of a tick in any order. */
  private final List<List<Snapshot>> rows = new ArrayList<>();

  /** Models that come when a tick has ended; of some ticks none, or one. */
  private final List<List<ModelUpdate>> models = new ArrayList<>();

  private void draw(Random random) {
    double[] places = new double[USERS];
    double[] risks = new double[USERS];
    for (int tick = 1; tick <= TICKS; tick++) {
      List<Snapshot> ofTick = new ArrayList<>();
      for (int user = 0; user < USERS; user++) {
        places[user] = Math.max(-1, Math.min(4, places[user] + 2 * random.nextGaussian()));
        risks[user] = 2 * random.nextGaussian();
        int what = random.nextInt(20);
        if (what > 4) {
          ofTick.add(snapshot(Kind.TICK, user, tick * HOUR, places[user], risks[user]));
        }
        if (what == 0 || what == 10) {
          ofTick.add(snapshot(Kind.GONE, user, tick * HOUR + random.nextInt(2) * (HOUR - 1), 0, 0));
        }
      }
      rows.add(ofTick);
      List<ModelUpdate> ofTickEnd = new ArrayList<>();
      if (random.nextInt(4) > 0) {
        double first = random.nextDouble();
        ofTickEnd.add(TestModels.segments(DEFINITION, tick, tick * HOUR, first, first + 2));
      }
      if (random.nextInt(4) > 0) {
        ofTickEnd.add(
            TestModels.churn(
                DEFINITION,
                100 + tick,
                tick * HOUR,
                random.nextDouble(),
                random.nextInt(6) == 0,
                tick > 8 ? REFERENCE : null));
      }
      models.add(ofTickEnd);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "2, 1", "3, 40", "4, 20000", "5, 7"})
  void rows_are_scored_by_the_models_of_their_tick_whatever_comes_when(long seed, int capacity)
      throws Exception {
    draw(new Random(seed));
    NaiveScoring expected = naive();

    try (ScoringSubtasks step = new ScoringSubtasks(TestModels.DEFINITION, capacity)) {
      run(step, new Random(-seed), capacity, new int[] {1});

      assertThat(expected.changes()).hasSizeGreaterThan(50);
      assertThat(expected.alerts()).hasSizeGreaterThan(10);
      assertSame(step, expected);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {6, 7, 8})
  void so_they_are_with_restarts_at_other_parallelisms(long seed) throws Exception {
    draw(new Random(seed));
    NaiveScoring expected = naive();

    try (ScoringSubtasks step = new ScoringSubtasks(TestModels.DEFINITION, MANY)) {
      run(step, new Random(-seed), 30, new int[] {3, 1, 4, 2, 2});

      assertSame(step, expected);
    }
  }

  @Test
  void the_rows_of_a_user_come_in_the_order_of_ticks() throws Exception {
    draw(new Random(11));
    for (int capacity : new int[] {0, 5, MANY}) {
      try (ScoringSubtasks step = new ScoringSubtasks(TestModels.DEFINITION, capacity)) {
        run(step, new Random(12), capacity, new int[] {1});

        Map<String, Long> latest = new TreeMap<>();
        for (Snapshot row : ticksOf(step)) {
          Long before = latest.put(row.userId(), row.asOf());
          assertThat(before == null || before < row.asOf()).isTrue();
        }
      }
    }
  }

  @Test
  void nothing_is_kept_of_ticks_that_are_over() throws Exception {
    draw(new Random(13));
    try (ScoringSubtasks step = new ScoringSubtasks(TestModels.DEFINITION, 3)) {
      run(step, new Random(14), 3, new int[] {1});
      for (int user = 0; user < USERS; user++) {
        step.row(snapshot(Kind.GONE, user, TICKS * HOUR + HOUR, 0, 0));
      }
      step.watermarkOfModels((TICKS + 1) * HOUR);
      step.watermarkOfRows((TICKS + 1) * HOUR);

      assertThat(step.stateEntries()).isZero();
      // The one of either name that speaks at the next tick.
      assertThat(step.modelsInState()).isEqualTo(2);
    }
  }

  /** Brings both inputs in any order in which the job might; ends before the end of the input. */
  private void run(ScoringSubtasks step, Random random, int capacity, int[] parallelisms)
      throws Exception {
    int restarts = 0;
    int rowsAt = 0;
    int modelsAt = 0;
    while (rowsAt < TICKS || modelsAt < TICKS) {
      int lead = rowsAt - modelsAt;
      boolean isRows = rowsAt < TICKS && lead < 6 && (lead <= -3 || random.nextInt(2) == 0);
      if (isRows || modelsAt == TICKS) {
        List<Snapshot> shuffled = new ArrayList<>(rows.get(rowsAt++));
        // A farewell follows the tick of its time, whichever the users' order.
        Collections.shuffle(shuffled, random);
        shuffled.sort(Comparator.comparing(row -> row.kind() == Kind.GONE));
        for (Snapshot row : shuffled) {
          step.row(row);
        }
        step.watermarkOfRows(rowsAt * HOUR);
      } else {
        for (ModelUpdate model : models.get(modelsAt++)) {
          step.model(model);
        }
        step.watermarkOfModels(modelsAt * HOUR);
      }
      // A barrier: rows come to the learner, and so before it, before the models do.
      if (modelsAt <= rowsAt && random.nextInt(4) == 0) {
        step.restart(
            TestModels.DEFINITION, capacity, parallelisms[restarts++ % parallelisms.length]);
      }
    }
    // After a restart watermarks start from nothing.
    step.watermarkOfRows(TICKS * HOUR);
    step.watermarkOfModels(TICKS * HOUR);
  }

  private NaiveScoring naive() {
    NaiveScoring naive = new NaiveScoring(DEFINITION);
    for (int tick = 0; tick < TICKS; tick++) {
      models.get(tick).forEach(naive::model);
    }
    for (int tick = 0; tick < TICKS; tick++) {
      rows.get(tick).stream()
          .sorted(Comparator.comparing(row -> row.kind() == Kind.GONE))
          .forEach(naive::row);
    }
    return naive;
  }

  private static void assertSame(ScoringSubtasks step, NaiveScoring expected) {
    assertThat(ticksOf(step)).containsExactlyInAnyOrderElementsOf(expected.rows());
    assertThat(step.changes).containsExactlyInAnyOrderElementsOf(expected.changes());
    assertThat(step.alerts)
        .usingElementComparator(
            Comparator.comparing(ChurnAlert::userId)
                .thenComparing(ChurnAlert::tickMillis)
                .thenComparing(ChurnAlert::probability)
                .thenComparing(ChurnAlert::modelVersion))
        .containsExactlyInAnyOrderElementsOf(expected.alerts());
    Map<Long, TickCounts> counts = new TreeMap<>();
    step.counts.forEach(part -> counts.merge(part.tickMillis(), part, TickCounts::plus));
    assertThat(counts.values())
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactlyElementsOf(expected.counts());
  }

  private static List<Snapshot> ticksOf(ScoringSubtasks step) {
    return step.rows.stream().filter(row -> row.kind() == Kind.TICK).toList();
  }

  private static Snapshot snapshot(Kind kind, int user, long asOf, double place, double risk) {
    return new Snapshot(
        kind, "user-" + user, asOf, 1, TestModels.values(DEFINITION, place, risk), Map.of());
  }
}
