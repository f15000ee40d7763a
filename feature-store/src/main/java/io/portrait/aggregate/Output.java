package io.portrait.aggregate;

import io.portrait.definition.Aggregate;

/**
 * A column that is read from a series.
 *
 * @param aggregate how, of those that the series serves
 * @param slot which column
 */
record Output(Aggregate aggregate, int slot) {}
