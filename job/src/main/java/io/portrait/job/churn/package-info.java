/** Step 5: learns churn from labels that have matured. */
@NullMarked
package io.portrait.job.churn;

import org.jspecify.annotations.NullMarked;
