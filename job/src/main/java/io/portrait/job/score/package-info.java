/**
 * Between churn and profile: asks both models about every snapshot; a tick waits for the models of
 * its time.
 */
@NullMarked
package io.portrait.job.score;

import org.jspecify.annotations.NullMarked;
