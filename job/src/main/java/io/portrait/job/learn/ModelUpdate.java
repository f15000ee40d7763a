package io.portrait.job.learn;

import org.jspecify.annotations.Nullable;

/**
 * A model on its way to whoever scores, or the news that it stays as it is.
 *
 * @param name of the model: its section in the definition file
 * @param version of the model, which only grows
 * @param fromMillis event time at which the latest of the examples in it could be learned: rows
 *     observed before that knew an earlier model
 * @param throughMillis event time up to which every example has been learned; from {@code
 *     fromMillis}
 * @param model as bytes; null where it is the one before
 */
public record ModelUpdate(
    String name, long version, long fromMillis, long throughMillis, byte @Nullable [] model) {}
