package io.portrait.aggregate;

import io.portrait.definition.Aggregate;
import io.portrait.definition.Feature;

/**
 * A column that is read from a series.
 *
 * @param aggregate how, of those that the series serves
 * @param slot which column
 * @param keep of {@link Aggregate#TOP}
 * @param at of {@link Aggregate#QUANTILE}
 */
record Output(Aggregate aggregate, int slot, int keep, double at) {

  /** A column of a feature. */
  static Output of(Feature feature, int slot) {
    return new Output(feature.aggregate(), slot, feature.keep(), feature.at());
  }
}
