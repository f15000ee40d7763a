package io.portrait.job.churn;

/**
 * What became of a user after an observation tick, and what had been said of it.
 *
 * @param userId whose
 * @param tickMillis the tick, event time
 * @param maturedMillis event time at which it was known
 * @param isChurned whether the user left
 * @param probability that the model gave at the tick; NaN where there was none
 * @param modelVersion of that model; 0 where there was none
 */
public record Label(
    String userId,
    long tickMillis,
    long maturedMillis,
    boolean isChurned,
    double probability,
    long modelVersion) {}
