package io.portrait.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.portrait.definition.Churn;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How near an online model comes to the law that made the labels. */
class LogisticQualityTest {

  @Test
  void itFindsTheLawThatMadeTheLabels() {
    Trial trial = new Trial(GeneratedUsers.spec(32), 1, 0);

    assertThat(trial.logLossOfLaw).isBetween(0.5, 0.65);
    assertThat(trial.logLoss).isBetween(trial.logLossOfLaw - 0.002, trial.logLossOfLaw + 0.012);
    assertThat(trial.auc).isCloseTo(trial.aucOfLaw, offset(0.006));
    assertThat(trial.auc).isGreaterThan(0.7);
  }

  @ParameterizedTest(name = "blocks of {0}")
  @ValueSource(ints = {1, 32, 1_024})
  void itFindsItInBlocksOfAnySize(int block) {
    Trial trial = new Trial(with(new Churn.Learning(0.1, 1, 0, 0, block)), 2, 0);

    assertThat(trial.auc).isCloseTo(trial.aucOfLaw, offset(0.005));
    assertThat(trial.logLoss).isCloseTo(trial.logLossOfLaw, offset(0.005));
  }

  @Test
  void rareLabelsAreLearnedThanksToTheBaseRate() {
    Trial trial = new Trial(GeneratedUsers.spec(32), 3, -4.5);
    LogisticModel model = trial.learner.model();

    assertThat(model.baseRate()).isLessThan(0.04);
    assertThat(trial.logLoss).isBetween(trial.logLossOfLaw - 0.002, trial.logLossOfLaw + 0.006);
    assertThat(trial.auc).isGreaterThan(trial.aucOfLaw - 0.02);
    assertThat(Math.abs(model.weights().getOrDefault(LogisticTerms.INTERCEPT, Double.NaN)))
        .as("the base rate says it already")
        .isLessThan(1);
  }

  @Test
  void whatSaysLittleIsDropped() {
    LogisticModel model =
        new Trial(with(new Churn.Learning(0.1, 1, 1_000, 0, 32)), 4, 0).learner.model();

    assertThat(model.weights())
        .containsEntry("conversion", 0.0)
        .containsEntry("conversion^2", 0.0)
        .containsEntry("tenure_days^2", 0.0);
    assertThat(model.weights().getOrDefault("days_since_purchase", 0.0)).isPositive();
    assertThat(model.weights().getOrDefault("views_7d", 0.0)).isNegative();
    assertThat(model.weights().getOrDefault("days_since_purchase * tenure_days", 0.0)).isPositive();
  }

  private static LogisticSpec with(Churn.Learning learning) {
    LogisticSpec usual = GeneratedUsers.spec(32);
    return new LogisticSpec(usual.columns(), usual.interactions(), learning);
  }

  /** 200,000 users to learn from, then 20,000 to be right about, none of them learned from. */
  private static final class Trial {

    final LogisticLearner learner;
    final double logLoss;
    final double logLossOfLaw;
    final double auc;
    final double aucOfLaw;

    Trial(LogisticSpec spec, long seed, double shift) {
      GeneratedUsers users = new GeneratedUsers(seed, shift);
      learner = new LogisticLearner(spec);
      users.next(200_000).forEach(learner::learn);
      learner.closeBlock();
      List<Example> unseen = users.next(20_000);
      double[] labels = unseen.stream().mapToDouble(Example::label).toArray();
      double[] law =
          unseen.stream().mapToDouble(user -> users.probability(user.features())).toArray();
      double[] learned =
          unseen.stream()
              .mapToDouble(user -> learner.model().probability(user.features()))
              .toArray();
      logLoss = logLoss(learned, labels);
      logLossOfLaw = logLoss(law, labels);
      auc = auc(learned, labels);
      aucOfLaw = auc(law, labels);
    }

    private static double logLoss(double[] probabilities, double[] labels) {
      double sum = 0;
      for (int i = 0; i < labels.length; i++) {
        sum -= Math.log(labels[i] == 1 ? probabilities[i] : 1 - probabilities[i]);
      }
      return sum / labels.length;
    }

    /** The share of pairs of unequal label in their right order; a tie is half of one. */
    private static double auc(double[] probabilities, double[] labels) {
      Map<Double, double[]> counts = new TreeMap<>();
      for (int i = 0; i < labels.length; i++) {
        counts.computeIfAbsent(probabilities[i], p -> new double[2])[(int) labels[i]]++;
      }
      double zeros = 0;
      double ones = 0;
      double right = 0;
      for (double[] count : counts.values()) {
        right += count[1] * (zeros + count[0] / 2);
        zeros += count[0];
        ones += count[1];
      }
      return right / (zeros * ones);
    }
  }
}
