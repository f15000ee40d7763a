package io.portrait.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A correction that is there when it helps, and not otherwise. */
class CalibrationTest {

  @ParameterizedTest(name = "true score = {0} times the model''s, {1} more")
  @CsvSource({"0.5, 0", "1, -1", "2, 0.5", "0.7, 1"})
  void miscalibratedProbabilitiesAreCorrected(double slope, double intercept) {
    Calibration calibration = new Calibration();
    add(calibration, 1, 30_000, slope, intercept);

    assertThat(calibration.helps()).isTrue();
    assertThat(calibration.correctedBrier()).isLessThan(calibration.rawBrier());
    for (double score = -2; score <= 2; score += 0.25) {
      assertThat(calibration.apply(LogisticCurve.probability(score)))
          .isCloseTo(LogisticCurve.probability(slope * score + intercept), offset(0.03));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void calibratedProbabilitiesStayAsTheyAre(long seed) {
    Calibration calibration = new Calibration();
    for (int i = 0; i < 20; i++) {
      add(calibration, seed * 100 + i, 2_500, 1, 0);
      assertThat(calibration.helps()).isFalse();
      assertThat(calibration.apply(0.3)).isEqualTo(0.3);
    }
    assertThat(calibration.slope()).isCloseTo(1, offset(0.1));
    assertThat(calibration.intercept()).isCloseTo(0, offset(0.1));
  }

  @Test
  void nothingIsCorrectedBeforeAThousandLabels() {
    Calibration calibration = new Calibration();
    add(calibration, 1, 999, 1, -3);
    assertThat(calibration.apply(0.5)).isEqualTo(0.5);

    add(calibration, 2, 1, 1, -3);
    assertThat(calibration.examples()).isEqualTo(1_000);
    assertThat(calibration.apply(0.5)).isLessThan(0.2);
  }

  @Test
  void aCorrectionGoesWhenTheModelIsRightAgain() {
    Calibration calibration = new Calibration();
    add(calibration, 1, 20_000, 1, -1);
    assertThat(calibration.helps()).isTrue();

    add(calibration, 2, 200_000, 1, 0);
    assertThat(calibration.intercept()).isCloseTo(0, offset(0.1));
    assertThat(calibration.apply(0.4)).isCloseTo(0.4, offset(0.02));
  }

  @Test
  void anOrderThatIsUpsideDownIsNotTurned() {
    Calibration calibration = new Calibration();
    add(calibration, 1, 20_000, -1, 0);

    assertThat(calibration.slope()).isNegative();
    assertThat(calibration.correctedBrier()).isLessThan(calibration.rawBrier());
    assertThat(calibration.helps()).isFalse();
  }

  @Test
  void withoutNewsItGoesBackToNoCorrection() {
    Calibration calibration = new Calibration();
    add(calibration, 1, 5_000, 1, -1);
    assertThat(calibration.intercept()).isLessThan(-0.8);

    for (int i = 0; i < 300_000; i++) {
      calibration.add(1e-7, 0);
    }
    assertThat(calibration.intercept()).isCloseTo(0, offset(0.02));
  }

  @Test
  void itIsAboutAsGoodAsAFitToAllLabelsAtOnce() {
    int count = 20_000;
    double[] scores = new double[count];
    double[] labels = new double[count];
    Random random = new Random(3);
    Calibration calibration = new Calibration();
    for (int i = 0; i < count; i++) {
      scores[i] = 1.2 * random.nextGaussian() - 2;
      labels[i] = random.nextDouble() < LogisticCurve.probability(0.6 * scores[i] - 0.4) ? 1 : 0;
      calibration.add(LogisticCurve.probability(scores[i]), labels[i]);
    }

    double[] fit = fit(scores, labels);
    assertThat(calibration.slope()).isCloseTo(fit[0], offset(0.01));
    assertThat(calibration.intercept()).isCloseTo(fit[1], offset(0.01));
  }

  /** Slope and intercept of the least discounted log-loss, by Newton's method over all labels. */
  private static double[] fit(double[] scores, double[] labels) {
    double a = 1;
    double b = 0;
    for (int round = 0; round < 20; round++) {
      double ga = 100 * (a - 1);
      double gb = 100 * b;
      double aa = 100;
      double ab = 0;
      double bb = 100;
      for (int i = 0; i < scores.length; i++) {
        double weight = Math.pow(1 - 1 / Calibration.SPAN, scores.length - 1 - i);
        double p = 1 / (1 + Math.exp(-(a * scores[i] + b)));
        ga += weight * (p - labels[i]) * scores[i];
        gb += weight * (p - labels[i]);
        aa += weight * p * (1 - p) * scores[i] * scores[i];
        ab += weight * p * (1 - p) * scores[i];
        bb += weight * p * (1 - p);
      }
      double determinant = aa * bb - ab * ab;
      a -= (bb * ga - ab * gb) / determinant;
      b -= (aa * gb - ab * ga) / determinant;
    }
    return new double[] {a, b};
  }

  @Test
  void itBearsWhatIsCertainAndWhatIsNoNumber() {
    Calibration calibration = new Calibration();
    for (int i = 0; i < 2_000; i++) {
      calibration.add(i % 2, i % 3 == 0 ? 1 : 0);
      calibration.add(Double.NaN, 1);
      calibration.add(0.5, Double.NaN);
    }

    assertThat(calibration.examples()).isEqualTo(2_000);
    assertThat(calibration.apply(0)).isBetween(0.0, 1.0);
    assertThat(calibration.apply(1)).isBetween(0.0, 1.0);
    assertThat(calibration.slope()).isFinite();
    assertThat(calibration.correctedBrier()).isLessThan(calibration.rawBrier());
  }

  @Test
  void theProgressiveBrierScoreIsThatOfTheNewestLabels() {
    Calibration calibration = new Calibration();
    Random random = new Random(5);
    double weights = 0;
    double sum = 0;
    for (int i = 0; i < 3_000; i++) {
      double raw = random.nextDouble();
      double label = random.nextInt(2);
      calibration.add(raw, label);
      double weight = Math.exp(i / Calibration.SPAN);
      weights += weight;
      sum += weight * (raw - label) * (raw - label);
    }

    assertThat(calibration.rawBrier()).isCloseTo(sum / weights, offset(1e-6));
  }

  /** Labels whose true score is so many times the model's, and so much more. */
  private static void add(
      Calibration calibration, long seed, int count, double slope, double intercept) {
    Random random = new Random(seed);
    for (int i = 0; i < count; i++) {
      double score = 1.2 * random.nextGaussian();
      double truth = LogisticCurve.probability(slope * score + intercept);
      calibration.add(LogisticCurve.probability(score), random.nextDouble() < truth ? 1 : 0);
    }
  }
}
