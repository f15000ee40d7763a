package io.portrait.learning;

/**
 * How many labels were 1, by weight.
 *
 * @param positives the weight of those that were 1, not negative
 * @param all the weight of all, not less
 */
record BaseRate(double positives, double all) {

  static final BaseRate NONE = new BaseRate(0, 0);

  /**
   * Labels that give a rate.
   *
   * @param rate between 0 and 1
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
   * The share of ones, never 0 nor 1: Laplace's rule of succession, {@code (positives + 1) / (all +
   * 2)}.
   */
  double rate() {
    return (positives + 1) / (all + 2);
  }
}
