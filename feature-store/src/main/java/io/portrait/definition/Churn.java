package io.portrait.definition;

import java.time.Duration;
import java.util.List;
import java.util.SortedSet;

/**
 * Who leaves, learned by logistic regression from what became of users who were observed before.
 *
 * @param activity event types; a user without one within the horizon of a tick has churned
 * @param horizon how long after a tick a label matures
 * @param features columns that are numbers, and {@link Embedding#NAME}; at least one
 * @param interactions of the features, those whose products by twos are inputs too
 * @param threshold from which probability on a user is said to churn, where that is counted
 * @param alertAbove a user whose probability rises above it at a tick is told of, once
 * @param alertAgainBelow and again only after it was below this, not above {@code alertAbove}
 * @param churnedWeight how much a user weighs who left
 * @param stayedWeight how much a user weighs who stayed
 * @param distrustAfter a model that was worse than the base rate over so long is not used
 * @param learning how fast and how sparingly it learns
 */
public record Churn(
    SortedSet<String> activity,
    Duration horizon,
    List<String> features,
    List<String> interactions,
    double threshold,
    double alertAbove,
    double alertAgainBelow,
    double churnedWeight,
    double stayedWeight,
    Duration distrustAfter,
    Learning learning) {

  /** What the section is called, the model, and what lacks in a status. */
  public static final String NAME = "churn";

  public static final double DEFAULT_THRESHOLD = 0.5;
  public static final double DEFAULT_ALERT_ABOVE = 0.7;
  public static final double DEFAULT_ALERT_AGAIN_BELOW = 0.6;
  public static final Duration DEFAULT_DISTRUST_AFTER = Duration.ofDays(28);

  /**
   * FTRL-proximal: McMahan et al., "Ad Click Prediction: a View from the Trenches", KDD 2013.
   *
   * @param alpha step width, positive
   * @param beta smooths the first steps, not negative
   * @param l1 drops inputs that say little, not negative
   * @param l2 holds weights small, not negative
   * @param block examples a step, whose gradients are summed up, positive
   */
  public record Learning(double alpha, double beta, double l1, double l2, int block) {

    /** Held on retail and study data without tuning. */
    public static final Learning DEFAULT = new Learning(0.01, 1, 30, 0, 32);
  }

  public Churn {
    features = List.copyOf(features);
    interactions = List.copyOf(interactions);
  }
}
