/**
 * Between churn and profile: takes snapshots and models, gives snapshots with scores. A tick waits
 * for the models of its time.
 */
@NullMarked
package io.portrait.job.score;

import org.jspecify.annotations.NullMarked;
