/** How records travel between steps: explicit codecs, never Kryo. */
@NullMarked
package io.portrait.job.wire;

import org.jspecify.annotations.NullMarked;
