/** Step 4: learns segments from observation ticks, and says who changes theirs. */
@NullMarked
package io.portrait.job.segment;

import org.jspecify.annotations.NullMarked;
