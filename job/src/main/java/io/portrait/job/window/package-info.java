/** Step 2: takes events, keeps what is remembered of each user, gives snapshots to profile. */
@NullMarked
package io.portrait.job.window;

import org.jspecify.annotations.NullMarked;
