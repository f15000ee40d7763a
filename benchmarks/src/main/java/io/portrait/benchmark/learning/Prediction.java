package io.portrait.benchmark.learning;

/**
 * What was said of a user, and what became of them.
 *
 * @param tickMillis when it was said
 * @param probability of leaving, 0 to 1
 * @param hasChurned what became known later
 */
record Prediction(long tickMillis, double probability, boolean hasChurned) {}
