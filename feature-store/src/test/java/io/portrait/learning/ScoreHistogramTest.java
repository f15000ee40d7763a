package io.portrait.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScoreHistogramTest {

  private final ScoreHistogram histogram = new ScoreHistogram();
  private final NaiveFigures naive = new NaiveFigures();

  private void add(double probability, boolean hasChurned) {
    histogram.add(probability, hasChurned);
    naive.add(probability, hasChurned);
  }

  /** Log odds spread by one around those of the rate; who churns does by that very probability. */
  private void addCalibrated(int users, double rate, long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < users; i++) {
      double logOdds = Math.log(rate / (1 - rate)) + random.nextGaussian();
      double probability = 1 / (1 + Math.exp(-logOdds));
      add(probability, random.nextDouble() < probability);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.1, 0.5, 0.9})
  void areaIsWithinItsStatedErrorWhichIsSmallWhateverTheRate(double rate) {
    addCalibrated(5_000, rate, 1);

    assertThat(histogram.aucError()).isLessThan(0.001);
    assertThat(histogram.auc()).isCloseTo(naive.auc(), within(histogram.aucError()));
  }

  @Test
  void equalProbabilitiesAreTiesAndNoError() {
    for (int i = 0; i < 300; i++) {
      add(i % 3 == 0 ? 0.25 : 0.75, i % 5 == 0 || i % 4 == 0);
    }

    assertThat(histogram.aucError()).isZero();
    assertThat(histogram.auc()).isCloseTo(naive.auc(), within(1e-12));
  }

  @Test
  void nearlyEqualProbabilitiesAreTiedAndTheErrorSaysSo() {
    add(0.5, false);
    add(0.50001, true);

    assertThat(naive.auc()).isEqualTo(1);
    assertThat(histogram.auc()).isEqualTo(0.5);
    assertThat(histogram.aucError()).isEqualTo(0.5);
  }

  @Test
  void certaintiesRankAtTheEnds() {
    add(0, false);
    add(1e-300, false);
    add(0.5, true);
    add(1, true);

    assertThat(histogram.auc()).isEqualTo(1);
  }

  @Test
  void withoutAPairThereIsNoArea() {
    add(0.3, true);

    assertThat(histogram.auc()).isNaN();
    assertThat(histogram.aucError()).isNaN();
    assertThat(new ScoreHistogram().liftOfTopTenth()).isNaN();
  }

  @Test
  void liftIsThatOfTheRankedList() {
    addCalibrated(5_000, 0.2, 2);

    assertThat(histogram.liftOfTopTenth()).isCloseTo(naive.liftOfTopTenth(), within(0.02));
  }

  @Test
  void liftOfOneProbabilityForAllIsOne() {
    for (int i = 0; i < 105; i++) {
      add(0.4, i % 7 == 0);
    }

    assertThat(histogram.liftOfTopTenth()).isCloseTo(1, within(1e-12));
  }

  @Test
  void halvesAddUpToTheWhole() throws IOException {
    addCalibrated(2_000, 0.3, 3);
    ScoreHistogram whole = new ScoreHistogram();
    whole.add(histogram);
    whole.add(read(written(histogram)));

    assertThat(whole.auc()).isCloseTo(naive.auc(), within(whole.aucError()));
    assertThat(whole.aucError()).isGreaterThanOrEqualTo(histogram.aucError());
  }

  @Test
  void whatWasWrittenIsReadToTheBit() throws IOException {
    addCalibrated(2_000, 0.3, 4);
    add(0.25, true);

    byte[] bytes = written(histogram);

    assertThat(written(read(bytes))).isEqualTo(bytes);
    assertThat(read(bytes).auc()).isEqualTo(histogram.auc());
    assertThat(read(bytes).liftOfTopTenth()).isEqualTo(histogram.liftOfTopTenth());
  }

  private static byte[] written(ScoreHistogram histogram) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    histogram.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static ScoreHistogram read(byte[] bytes) throws IOException {
    return ScoreHistogram.read(new DataInputStream(new ByteArrayInputStream(bytes)));
  }
}
