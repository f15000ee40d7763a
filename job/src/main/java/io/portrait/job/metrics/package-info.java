/** What the steps show of themselves, beyond counters: docs/metrics.md has the list. */
@NullMarked
package io.portrait.job.metrics;

import org.jspecify.annotations.NullMarked;
