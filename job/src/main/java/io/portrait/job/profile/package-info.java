/** Step 6: takes snapshots with scores, gives finished profile rows to the sinks. */
@NullMarked
package io.portrait.job.profile;

import org.jspecify.annotations.NullMarked;
