package io.portrait.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portrait.definition.Definition;
import io.portrait.learning.ChurnStream.Tick;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Restarts leave no trace in what is said, learned and evaluated; nor does what still fits. */
class ChurnRestartTest {

  private static final int HORIZON = 100;
  private static final Definition DEFINITION = ChurnStream.definition(HORIZON, ChurnStream.COLUMNS);

  /** Columns of {@link #DEFINITION} that moved, with one that is new and one that is gone. */
  private static final Definition CHANGED =
      ChurnStream.definition(HORIZON, "tenure_days, carts_7d, days_since_purchase, conversion");

  private static final Definition REORDERED =
      ChurnStream.definition(HORIZON, "conversion, tenure_days, days_since_purchase, views_7d");

  private static final Definition WITHOUT_RECENCY =
      ChurnStream.definition(HORIZON, "tenure_days, views_7d, conversion, carts_7d");

  @Property(tries = 15, shrinking = ShrinkingMode.OFF)
  void whereverItRestartsEverythingIsTheSameToTheBit(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 200) int most) throws IOException {
    Random random = new Random(seed);
    ChurnLearner undisturbed = ChurnLearner.of(DEFINITION);
    ChurnLearner restarted = ChurnLearner.of(DEFINITION);
    ChurnStream stream = new ChurnStream(seed, HORIZON, most);
    for (int day = 0; day < 20; day++) {
      Tick tick = day < 10 ? stream.next() : stream.reversed();
      for (Example example : tick.examples()) {
        assertThat(restarted.learn(example)).isEqualTo(undisturbed.learn(example));
        if (random.nextInt(20) == 0) {
          restarted = read(restarted, DEFINITION);
        }
      }
      undisturbed.endTick(tick.due());
      restarted.endTick(tick.due());
      assertThat(Bytes.of(restarted.model()::write))
          .isEqualTo(Bytes.of(undisturbed.model()::write));
      if (random.nextInt(4) == 0) {
        restarted = read(restarted, DEFINITION);
        assertThat(Bytes.of(restarted.model()::write))
            .isEqualTo(Bytes.of(undisturbed.model()::write));
      }
      assertThat(restarted.metrics()).isEqualTo(undisturbed.metrics());
    }
    assertThat(Bytes.of(restarted::write)).isEqualTo(Bytes.of(undisturbed::write));
  }

  @Property(tries = 15, shrinking = ShrinkingMode.OFF)
  void afterTheDefinitionChangedRestartsLeaveNoTraceEither(
      @ForAll long seed, @ForAll @IntRange(max = 400) int before) throws IOException {
    for (Definition changed : List.of(CHANGED, WITHOUT_RECENCY)) {
      ChurnStream stream = new ChurnStream(seed, HORIZON, 40);
      ChurnLearner learner = learned(stream, before);
      ChurnLearner undisturbed = read(learner, changed);
      ChurnLearner restarted = read(learner, changed);
      assertThat(undisturbed.model().columns()).isEqualTo(ChurnPlan.of(changed).spec().columns());
      Random random = new Random(seed);
      for (Tick tick : stream.next(12)) {
        for (Example example : tick.examples()) {
          assertThat(restarted.learn(example)).isEqualTo(undisturbed.learn(example));
          if (random.nextInt(10) == 0) {
            restarted = read(restarted, changed);
          }
        }
        undisturbed.endTick(tick.due());
        restarted.endTick(tick.due());
      }
      assertThat(Bytes.of(restarted::write)).isEqualTo(Bytes.of(undisturbed::write));
    }
  }

  @Property(tries = 30, shrinking = ShrinkingMode.OFF)
  void columnsThatOnlyMovedLoseNothing(@ForAll long seed, @ForAll @IntRange(max = 3_000) int before)
      throws IOException {
    ChurnLearner learner = learned(new ChurnStream(seed, HORIZON, 40), before);

    ChurnLearner back = read(read(learner, REORDERED), DEFINITION);

    assertThat(Bytes.of(back::write)).isEqualTo(Bytes.of(learner::write));
  }

  @Test
  void whatIsKnownOfColumnsThatStayGoesOn() throws IOException {
    ChurnLearner learner = learned(new ChurnStream(1, HORIZON, 40), 1_000);
    double[] broken = {Double.POSITIVE_INFINITY, 1, 1, 1};
    learner.learn(new Example("a", 0, 0, broken, 1, 1));

    ChurnLearner changed = read(learner, CHANGED);

    assertThat(changed.model().version()).isEqualTo(learner.model().version());
    assertThat(changed.model().baseRate()).isEqualTo(learner.model().baseRate());
    assertThat(changed.metrics()).isEqualTo(learner.metrics());
    assertThat(changed.refused()).isEqualTo(1);
    LogisticModel before = LogisticModel.fromJson(learner.parameters());
    LogisticModel after = LogisticModel.fromJson(changed.parameters());
    for (String term : List.of("(intercept)", "days_since_purchase", "tenure_days", "conversion")) {
      assertThat(after.weights().get(term)).as(term).isEqualTo(before.weights().get(term));
    }
    assertThat(after.weights()).containsEntry("carts_7d", 0.0).doesNotContainKey("views_7d");
  }

  @Test
  void aBaselineWhoseColumnIsGoneIsTheBaseRateUntilOneIsLearnedAnew() throws IOException {
    ChurnStream stream = new ChurnStream(2, HORIZON, 100);
    ChurnLearner without = read(learned(stream, 1_000), WITHOUT_RECENCY);
    stream.next().teach(without);
    stream.next().teach(without);
    assertThat(without.metrics().get("tick.recency.log_loss"))
        .isEqualTo(without.metrics().get("tick.base_rate.log_loss"));

    ChurnLearner again = read(without, DEFINITION);
    for (Tick tick : stream.next(3)) {
      tick.teach(again);
      assertThat(again.metrics().get("tick.recency.log_loss"))
          .isEqualTo(again.metrics().get("tick.base_rate.log_loss"));
    }
    stream.next(10).forEach(tick -> tick.teach(again));

    assertThat(again.metrics().get("tick.recency.log_loss"))
        .isNotEqualTo(again.metrics().get("tick.base_rate.log_loss"));
  }

  @Test
  void anotherVersionIsRefused() throws IOException {
    byte[] bytes = Bytes.of(ChurnLearner.of(DEFINITION)::write);
    byte[] model = Bytes.of(ChurnLearner.of(DEFINITION).model()::write);
    bytes[0] = 9;
    model[0] = 9;

    assertThatThrownBy(() -> ChurnLearner.read(Bytes.of(bytes), DEFINITION))
        .isInstanceOf(IOException.class)
        .hasMessage("unknown version of a churn learner: 9");
    assertThatThrownBy(() -> ChurnModel.read(Bytes.of(model)))
        .isInstanceOf(IOException.class)
        .hasMessage("unknown version of a churn model: 9");
  }

  /** A learner in the middle of a tick, most often. */
  private static ChurnLearner learned(ChurnStream stream, int examples) {
    ChurnLearner learner = ChurnLearner.of(DEFINITION);
    int learned = 0;
    while (learned < examples) {
      Tick tick = stream.next();
      for (Example example : tick.examples()) {
        if (learned++ < examples) {
          learner.learn(example);
        }
      }
      if (learned < examples) {
        learner.endTick(tick.due());
      }
    }
    return learner;
  }

  private static ChurnLearner read(ChurnLearner learner, Definition definition) throws IOException {
    return ChurnLearner.read(Bytes.of(Bytes.of(learner::write)), definition);
  }
}
