package io.portrait.job.learn;

/**
 * A model on its way to whoever scores.
 *
 * @param name of the model: its section in the definition file
 * @param version of the model, which only grows
 * @param fromMillis event time at which the latest of the examples in it could be learned: rows
 *     observed before that knew an earlier model; {@link Long#MIN_VALUE} of one that was there from
 *     the start
 * @param model as bytes, which nobody changes
 */
public record ModelUpdate(String name, long version, long fromMillis, byte[] model) {}
