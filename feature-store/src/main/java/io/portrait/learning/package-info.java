/**
 * Learning from examples as they come: how columns become a model's inputs, churn by logistic
 * regression, segments by k-means, how good either is, and whether the world has moved away from
 * what they learned.
 *
 * <p>The same examples in the same order give the same models, to the bit and on every machine:
 * only the four operations and {@link StrictMath} are used.
 */
@NullMarked
package io.portrait.learning;

import org.jspecify.annotations.NullMarked;
