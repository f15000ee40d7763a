package io.portrait.learning;

/** The logistic curve and its inverse, the same to the bit on every machine. */
final class LogisticCurve {

  private LogisticCurve() {}

  /** The probability of a score: {@code 1 / (1 + e^-score)}, 0 to 1. */
  static double probability(double score) {
    return 1 / (1 + StrictMath.exp(-score));
  }

  /** The score of a probability: {@code ln(p / (1 - p))}; infinite at 0 and 1. */
  static double score(double probability) {
    return StrictMath.log(probability / (1 - probability));
  }
}
