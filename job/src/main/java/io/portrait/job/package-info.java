/**
 * The Flink job: {@link io.portrait.job.ProfilePipeline} is the picture, the packages its steps.
 */
@NullMarked
package io.portrait.job;

import org.jspecify.annotations.NullMarked;
