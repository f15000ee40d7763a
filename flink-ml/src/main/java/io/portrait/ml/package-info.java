/**
 * Online k-means and online logistic regression as stages of Flink ML, and the operators that they
 * are made of.
 *
 * <p>{@link io.portrait.ml.OnlineKMeans} and {@link io.portrait.ml.OnlineLogisticRegression}
 * implement Flink ML's own {@code Estimator} and {@code Model}, with its params, vectors, distance
 * measures and model data, and go into a {@code Pipeline} as they are. What updates the model is
 * ours: Flink ML's own {@code fit} needs flink-ml-iteration, which does not run on Flink 1.19 or
 * newer ({@code IncompatibleClassChangeError}); and where it runs, a restored job has lost its
 * logistic model, stop-with-savepoint hangs, the parallelism cannot be changed, {@code transform}
 * drops timestamps and watermarks, and rows are buffered without bound before the first model
 * (FLINK-32704, FLINK-36653). Here one operator learns, all that it knows is in checkpointed state,
 * and rows are scored from broadcast state.
 *
 * <p>A stage learns in the space of its features, as Flink ML's do: centroids and coefficients are
 * in their units, nothing is standardised, squared or multiplied. A scaler goes before it in the
 * pipeline.
 *
 * <p>Flink ML's shared param interfaces ({@code HasFeaturesCol} and the like) are in
 * flink-ml-servable-lib, which is not to be had in this version; the interfaces here give the
 * params the same names, meanings and defaults.
 */
@NullMarked
package io.portrait.ml;

import org.jspecify.annotations.NullMarked;
