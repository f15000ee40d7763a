/** Step 4: takes the rows of observation ticks, learns who is alike, gives models to score. */
@NullMarked
package io.portrait.job.segment;

import org.jspecify.annotations.NullMarked;
