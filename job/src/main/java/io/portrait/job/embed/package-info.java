/** Step 2: takes events from clean, gives them with the vectors of their texts to window. */
@NullMarked
package io.portrait.job.embed;

import org.jspecify.annotations.NullMarked;
