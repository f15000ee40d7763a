package io.portrait.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class ReferenceDistributionTest {

  private static final int ROWS = 2_000;

  private final Random random = new Random(7);

  private double[] draw(int rows, DoubleSupplier column) {
    return DoubleStream.generate(column).limit(rows).toArray();
  }

  private static ReferenceDistribution of(double[] reference) {
    ReferenceDistribution distribution =
        new ReferenceDistribution(List.of("views_7d"), reference.length);
    Arrays.stream(reference).forEach(value -> distribution.add(0, value));
    return distribution;
  }

  private static double index(ReferenceDistribution distribution, double[] now) {
    long[] counts = distribution.noCounts();
    Arrays.stream(now).forEach(value -> distribution.count(0, value, counts));
    return metrics(distribution, counts)
        .getOrDefault("psi." + distribution.names().get(0), Double.NaN);
  }

  private static Map<String, Double> metrics(ReferenceDistribution distribution, long[] counts) {
    return ReferenceDistribution.metrics(distribution.names(), distribution.counts(), counts);
  }

  /** Bins as sets of values: above the cut before, up to the cut; by counting through the list. */
  private static double naiveIndex(double[] reference, double[] now) {
    double[] sorted =
        Arrays.stream(reference).filter(value -> !Double.isNaN(value)).sorted().toArray();
    TreeSet<Double> cuts = new TreeSet<>();
    for (int k = 1; k <= 9; k++) {
      cuts.add(sorted[(int) Math.ceil(k * sorted.length / 10.0) - 1]);
    }
    cuts.add(Double.POSITIVE_INFINITY);
    double index = term(reference, now, Double.NaN, Double.NaN);
    double below = Double.NEGATIVE_INFINITY;
    for (double cut : cuts) {
      index += term(reference, now, below, cut);
      below = cut;
    }
    return index;
  }

  private static double term(double[] reference, double[] now, double above, double upTo) {
    double expected = count(reference, above, upTo);
    double actual = count(now, above, upTo);
    if (expected == 0 && actual == 0) {
      return 0;
    }
    double e = Math.max(0.5, expected) / reference.length;
    double a = Math.max(0.5, actual) / now.length;
    return (a - e) * Math.log(a / e);
  }

  private static double count(double[] values, double above, double upTo) {
    return Arrays.stream(values)
        .filter(v -> Double.isNaN(upTo) ? Double.isNaN(v) : v > above && v <= upTo)
        .count();
  }

  @Test
  void indexIsThatOfTheFormula() {
    double[] reference = draw(ROWS, random::nextGaussian);
    double[] now = draw(700, () -> 0.4 + 1.2 * random.nextGaussian());

    assertThat(index(of(reference), now)).isCloseTo(naiveIndex(reference, now), within(1e-12));
  }

  @Test
  void indexOfCountsThatAreMostlyZeroAndOftenNullIsThatOfTheFormula() {
    double[] reference = draw(ROWS, () -> count(0.6, 0.1));
    double[] now = draw(700, () -> count(0.4, 0.2));

    assertThat(index(of(reference), now))
        .isCloseTo(naiveIndex(reference, now), within(1e-12))
        .isBetween(0.05, 1.0);
  }

  private double count(double zero, double absent) {
    double draw = random.nextDouble();
    return draw < absent ? Double.NaN : draw < absent + zero ? 0 : 1 + random.nextInt(20);
  }

  @Test
  void oneDistributionIsSeldomSaidToDriftEvenInAHundredRows() {
    ReferenceDistribution distribution = of(draw(ROWS, random::nextGaussian));
    int drifted = 0;
    for (int i = 0; i < 1_000; i++) {
      drifted += index(distribution, draw(100, random::nextGaussian)) > Drift.LIMIT ? 1 : 0;
    }

    assertThat(drifted).isLessThan(20);
    assertThat(index(distribution, draw(99, random::nextGaussian))).isNaN();
  }

  @Test
  void aMeanThatMovesByAStandardDeviationIsDrift() {
    ReferenceDistribution distribution = of(draw(ROWS, random::nextGaussian));

    assertThat(index(distribution, draw(500, () -> 1 + random.nextGaussian())))
        .isGreaterThan(Drift.LIMIT);
  }

  @Test
  void aColumnThatWasAlwaysZeroDriftsOnceItIsNot() {
    ReferenceDistribution distribution = of(draw(ROWS, () -> 0));

    assertThat(index(distribution, draw(500, () -> -0.0))).isZero();
    assertThat(index(distribution, draw(500, () -> random.nextInt(2)))).isGreaterThan(Drift.LIMIT);
  }

  @Test
  void aColumnThatWasNeverNullDriftsOnceItIs() {
    ReferenceDistribution distribution = of(draw(ROWS, random::nextGaussian));

    assertThat(
            index(
                distribution,
                draw(500, () -> random.nextBoolean() ? Double.NaN : random.nextGaussian())))
        .isGreaterThan(Drift.LIMIT);
  }

  @Test
  void whatComesAfterTheReferenceDoesNotChangeIt() {
    double[] reference = draw(ROWS, random::nextGaussian);
    ReferenceDistribution distribution = of(reference);
    double[] now = draw(700, () -> 3 + random.nextGaussian());
    Arrays.stream(now).forEach(value -> distribution.add(0, value));

    assertThat(index(distribution, now)).isCloseTo(naiveIndex(reference, now), within(1e-12));
  }

  @Test
  void untilThereAreEnoughRowsThereIsNoIndex() {
    ReferenceDistribution distribution = new ReferenceDistribution(List.of("views_7d"), ROWS);
    draw(ROWS - 1, random::nextGaussian);

    assertThat(distribution.isFixed()).isFalse();
    assertThat(index(distribution, draw(500, random::nextGaussian))).isNaN();
    assertThat(metrics(distribution, distribution.noCounts())).isEmpty();
  }

  @Test
  void aColumnKeepsItsReferenceByItsNameAndANewOneStartsItsOwn() throws IOException {
    ReferenceDistribution old =
        new ReferenceDistribution(List.of("gone", "kept", ReferenceDistribution.SCORE), ROWS);
    for (int i = 0; i < ROWS; i++) {
      old.add(0, 1);
      old.add(1, random.nextGaussian());
      if (i < 10) {
        old.add(2, random.nextDouble());
      }
    }

    ReferenceDistribution read =
        ReferenceDistribution.read(
            new DataInputStream(new ByteArrayInputStream(written(old))),
            List.of(ReferenceDistribution.SCORE, "new", "kept"),
            ROWS);

    assertThat(read.isFixed(2)).isTrue();
    assertThat(read.isFixed(1)).isFalse();
    long[] counts = read.noCounts();
    long[] oldCounts = old.noCounts();
    for (int i = 0; i < 500; i++) {
      double value = 0.5 + random.nextGaussian();
      read.count(2, value, counts);
      old.count(1, value, oldCounts);
    }
    assertThat(metrics(read, counts))
        .containsOnlyKeys("psi.kept")
        .containsEntry("psi.kept", metrics(old, oldCounts).get("psi.kept"));
    for (int i = 0; i < ROWS - 10; i++) {
      read.add(0, random.nextDouble());
    }
    assertThat(read.isFixed(0)).as("the ten rows before count").isTrue();
  }

  private static byte[] written(ReferenceDistribution distribution) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    distribution.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }
}
