/**
 * What both models share on their way: examples in their one order, models as they are sent to
 * whoever scores, and what is told of them.
 */
@NullMarked
package io.portrait.job.learn;

import org.jspecify.annotations.NullMarked;
