package io.portrait.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Pairing at the least cost, against all pairings there are. */
class AssignmentTest {

  @Property(tries = 300)
  void noPairingCostsLess(@ForAll long seed, @ForAll @IntRange(min = 1, max = 7) int n) {
    Random random = new Random(seed);
    double[][] cost = new double[n][n];
    for (double[] row : cost) {
      for (int i = 0; i < n; i++) {
        // with ties, and below zero
        row[i] = random.nextBoolean() ? random.nextInt(4) : 20 * random.nextDouble() - 10;
      }
    }

    int[] columns = Assignment.of(cost);

    double found = 0;
    boolean[] isTaken = new boolean[n];
    for (int row = 0; row < n; row++) {
      assertThat(isTaken[columns[row]]).isFalse();
      isTaken[columns[row]] = true;
      found += cost[row][columns[row]];
    }
    assertThat(found).isCloseTo(least(cost, 0, new boolean[n]), within(1e-9));
  }

  private static double least(double[][] cost, int row, boolean[] isTaken) {
    if (row == cost.length) {
      return 0;
    }
    double least = Double.POSITIVE_INFINITY;
    for (int column = 0; column < cost.length; column++) {
      if (!isTaken[column]) {
        isTaken[column] = true;
        least = Math.min(least, cost[row][column] + least(cost, row + 1, isTaken));
        isTaken[column] = false;
      }
    }
    return least;
  }
}
