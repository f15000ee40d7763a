package io.portrait.learning;

/**
 * What was said of a user at an observation tick, before anyone knew.
 *
 * @param model the probability of the model, 0 to 1; NaN where it gave none
 * @param baseRate the share of all users known by then who had churned
 * @param recency the probability of a model that knows only how long ago the user was active
 */
public record ChurnPrediction(double model, double baseRate, double recency) {}
