/** Step 5: takes users whose label has matured, learns who leaves, gives models to score. */
@NullMarked
package io.portrait.job.churn;

import org.jspecify.annotations.NullMarked;
