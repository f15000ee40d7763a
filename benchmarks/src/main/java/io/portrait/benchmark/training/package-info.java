/** How long a training set takes, and how much memory, beside the bare reading of its columns. */
@NullMarked
package io.portrait.benchmark.training;

import org.jspecify.annotations.NullMarked;
