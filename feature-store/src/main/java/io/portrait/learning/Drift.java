package io.portrait.learning;

/**
 * How far a distribution has moved: the population stability index, {@code sum (a - e) ln(a / e)}
 * over bins, with {@code e} the share of a bin in the reference and {@code a} its share now.
 *
 * <p>Yurdakul, "Statistical Properties of Population Stability Index", 2018: without any drift it
 * is about {@code (bins - 1) (1 / n + 1 / m)} for n and m rows. By custom, below 0.1 little has
 * changed, above 0.25 the model no longer knows these users.
 */
public final class Drift {

  /** What a model learned may no longer hold above this. */
  public static final double LIMIT = 0.25;

  /** With fewer rows, chance alone comes near the limit. */
  public static final int LEAST_ROWS = 100;

  /** An empty bin counts as half a row: its logarithm would be infinite. */
  private static final double LEAST_COUNT = 0.5;

  private Drift() {}

  /**
   * The population stability index.
   *
   * @param expected rows of the reference a bin
   * @param actual rows now a bin, as many bins
   * @return 0 or more; NaN where either has fewer than {@link #LEAST_ROWS} rows
   */
  public static double populationStabilityIndex(long[] expected, long[] actual) {
    if (expected.length != actual.length) {
      throw new IllegalArgumentException(expected.length + " bins, " + actual.length + " bins");
    }
    long expectedRows = rows(expected);
    long actualRows = rows(actual);
    if (expectedRows < LEAST_ROWS || actualRows < LEAST_ROWS) {
      return Double.NaN;
    }
    double index = 0;
    for (int bin = 0; bin < expected.length; bin++) {
      if (expected[bin] > 0 || actual[bin] > 0) {
        double e = Math.max(LEAST_COUNT, (double) expected[bin]) / expectedRows;
        double a = Math.max(LEAST_COUNT, (double) actual[bin]) / actualRows;
        index += (a - e) * StrictMath.log(a / e);
      }
    }
    return index;
  }

  private static long rows(long[] counts) {
    long rows = 0;
    for (long count : counts) {
      rows += count;
    }
    return rows;
  }
}
