package io.portrait.benchmark.learning;

import io.portrait.definition.Values;

/**
 * What a user looked like at an observation tick.
 *
 * @param userId whose
 * @param tickMillis the tick, epoch milliseconds
 * @param values every column, derived ones included; nobody changes them
 */
record Observation(String userId, long tickMillis, Values values) {}
