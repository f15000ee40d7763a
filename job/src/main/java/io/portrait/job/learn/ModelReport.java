package io.portrait.job.learn;

import java.util.Map;

/**
 * What is known of a model as of a tick: a row of the table {@code models}, or a part of one.
 *
 * @param name of the model
 * @param version of the model
 * @param asOfMillis the tick
 * @param parameters the model in the form in which people read it, JSON; empty where this part does
 *     not say
 * @param metrics figures by name
 */
public record ModelReport(
    String name, long version, long asOfMillis, String parameters, Map<String, Double> metrics) {}
