package io.portrait.benchmark.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ScoresTest {

  @Test
  void theAreaUnderTheCurveIsTheShareOfPairsInOrder() {
    List<Prediction> predictions = predictions(new Random(3), 200, 1);
    double pairs = 0;
    double ordered = 0;
    for (Prediction left : predictions) {
      for (Prediction stayed : predictions) {
        if (left.hasChurned() && !stayed.hasChurned()) {
          pairs++;
          ordered += 0.5 * (1 + Math.signum(left.probability() - stayed.probability()));
        }
      }
    }

    assertThat(Ranks.auc(predictions)).isEqualTo(ordered / pairs, within(1e-12));
  }

  @Test
  void theSameProbabilityForAllRanksNobodyAndLiftsNobody() {
    List<Prediction> all = new ArrayList<>();
    for (int i = 0; i < 37; i++) {
      all.add(new Prediction(i % 3, 0.25, i % 4 == 0));
    }

    Scores scores = Scores.of(all);

    assertThat(scores.auc()).isEqualTo(0.5);
    assertThat(scores.aucWithinTicks()).isEqualTo(0.5);
    assertThat(scores.lift()).isEqualTo(1, within(1e-12));
    assertThat(scores.calibrationError()).isEqualTo(10 / 37.0 - 0.25, within(1e-12));
  }

  @Test
  void scoresOfAHandfulAreThoseOfPaperAndPencil() {
    Scores scores =
        Scores.of(
            List.of(
                new Prediction(0, 0.8, true),
                new Prediction(0, 0.4, false),
                new Prediction(1, 0.9, false),
                new Prediction(1, 0.6, true)));

    assertThat(scores.auc()).isEqualTo(0.5);
    assertThat(scores.aucWithinTicks()).isEqualTo(0.5);
    assertThat(scores.brier()).isEqualTo((0.04 + 0.16 + 0.81 + 0.16) / 4, within(1e-12));
    assertThat(scores.logLoss()).isEqualTo(-Math.log(0.8 * 0.6 * 0.1 * 0.6) / 4, within(1e-12));
    assertThat(scores.calibrationError()).isEqualTo((0.2 + 0.4 + 0.9 + 0.4) / 4, within(1e-12));
    // Of each tick a fifth of a user is the top tenth: it left in the first, stayed in the second.
    assertThat(scores.lift()).isEqualTo(1, within(1e-12));
  }

  @Test
  void theFirstQuarterOfTicksIsForWarmingUp() {
    List<Prediction> predictions = predictions(new Random(5), 90, 9);

    assertThat(TestThenTrain.afterWarmUp(predictions))
        .extracting(Prediction::tickMillis)
        .containsOnly(2L, 3L, 4L, 5L, 6L, 7L, 8L);
  }

  private static List<Prediction> predictions(Random random, int count, int ticks) {
    List<Prediction> predictions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double probability = random.nextInt(12) / 12.0;
      predictions.add(
          new Prediction(i * ticks / count, probability, random.nextDouble() < probability));
    }
    return predictions;
  }
}
