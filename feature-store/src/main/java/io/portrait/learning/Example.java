package io.portrait.learning;

/**
 * What a user looked like at an observation tick, and what became of them where that is known.
 *
 * @param userId whose
 * @param tickMillis the tick, epoch milliseconds
 * @param dueMillis when it may be learned from, epoch milliseconds: the tick itself, or when its
 *     label matured
 * @param features what {@link Inputs#of} gives: a number a column, NaN where it is null, then the
 *     coordinates of the embedding where there is one; nobody changes them
 * @param label 1 or 0; NaN where there is none to learn
 * @param weight how much it counts, positive; 1 if nothing is said
 */
public record Example(
    String userId,
    long tickMillis,
    long dueMillis,
    double[] features,
    double label,
    double weight) {

  /** Whether a model may learn from it: infinities and broken numbers have no place in one. */
  public boolean isSound() {
    for (double feature : features) {
      if (Double.isInfinite(feature)) {
        return false;
      }
    }
    return weight > 0
        && Double.isFinite(weight)
        && (Double.isNaN(label) || label == 0 || label == 1);
  }
}
