/** A wall clock that jumps, for Flink and the job inside a process of its own. */
@NullMarked
package io.portrait.cluster.clock;

import org.jspecify.annotations.NullMarked;
