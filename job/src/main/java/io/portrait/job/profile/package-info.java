/** Step 4: takes snapshots, gives finished profile rows to the sinks. */
@NullMarked
package io.portrait.job.profile;

import org.jspecify.annotations.NullMarked;
