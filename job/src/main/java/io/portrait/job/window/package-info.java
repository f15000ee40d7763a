/**
 * Step 3: takes events with their vectors, keeps what is remembered of each user, gives snapshots
 * to segment and profile, and users whose label has matured to churn.
 */
@NullMarked
package io.portrait.job.window;

import org.jspecify.annotations.NullMarked;
