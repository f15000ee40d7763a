/** Step 1: takes raw Kafka records, gives events to embed and rejected events to the sinks. */
@NullMarked
package io.portrait.job.clean;

import org.jspecify.annotations.NullMarked;
