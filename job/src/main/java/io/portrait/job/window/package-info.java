/**
 * Step 3: takes events with their vectors, keeps what is remembered of each user, gives snapshots
 * to profile.
 */
@NullMarked
package io.portrait.job.window;

import org.jspecify.annotations.NullMarked;
