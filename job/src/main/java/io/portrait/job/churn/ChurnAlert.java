package io.portrait.job.churn;

import java.util.List;

/**
 * A user whose probability to churn has risen above the threshold at a tick.
 *
 * @param userId who
 * @param tickMillis the tick, event time
 * @param probability at the tick, from the threshold to 1
 * @param threshold that was crossed
 * @param modelVersion of the model that says so
 * @param reasons what moves the probability most, in words
 */
public record ChurnAlert(
    String userId,
    long tickMillis,
    double probability,
    double threshold,
    long modelVersion,
    List<String> reasons) {}
