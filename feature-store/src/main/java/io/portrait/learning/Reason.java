package io.portrait.learning;

/**
 * Why a user's probability is what it is.
 *
 * @param column which of the user's columns
 * @param change the probability less that of the same user with this column at its mean, -1 to 1
 */
public record Reason(String column, double change) {

  /** What changes a probability by less is no reason. */
  public static final double LEAST_CHANGE = 0.01;
}
