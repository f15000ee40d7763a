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
