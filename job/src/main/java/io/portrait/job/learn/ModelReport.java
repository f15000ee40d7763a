package io.portrait.job.learn;

import io.portrait.definition.Segments;
import io.portrait.learning.SegmentParameters;
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
    String name, long version, long asOfMillis, String parameters, Map<String, Double> metrics) {
  /** The same, which no longer names a user as typical of a segment. */
  public ModelReport without(String userId) {
    if (!name.equals(Segments.NAME) || parameters.isEmpty()) {
      return this;
    }
    SegmentParameters all = SegmentParameters.fromJson(parameters);
    SegmentParameters without = all.without(userId);
    return without.equals(all)
        ? this
        : new ModelReport(name, version, asOfMillis, without.toJson(), metrics);
  }
}
