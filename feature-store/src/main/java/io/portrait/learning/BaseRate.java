package io.portrait.learning;

/**
 * How many labels were 1, by weight.
 *
 * @param positives the weight of those that were 1, not negative
 * @param all the weight of all, not less
 */
record BaseRate(double positives, double all) {

  static final BaseRate NONE = new BaseRate(0, 0);

  /** How near a rate comes to 0 and to 1: nearer, its score would be no number any more. */
  static final double LEAST = 1e-9;

  /**
   * Labels that give a rate.
   *
   * @param rate from {@link #LEAST} to 1 less that
   * @param all the weight of the labels; counted as more where so few could not give the rate
   */
  static BaseRate of(double rate, double all) {
    double enough = Math.max(all, 1 / Math.min(rate, 1 - rate) - 2);
    return new BaseRate(Math.max(0, rate * (enough + 2) - 1), enough);
  }

  /** With one more label, 0 or 1. */
  BaseRate plus(double label, double weight) {
    return new BaseRate(positives + label * weight, all + weight);
  }

  /**
   * The share of ones, from {@link #LEAST} to 1 less that: Laplace's rule of succession, {@code
   * (positives + 1) / (all + 2)}.
   */
  double rate() {
    return Math.max(LEAST, Math.min(1 - LEAST, (positives + 1) / (all + 2)));
  }
}
