/** The ends of the picture: Redis and Iceberg. */
@NullMarked
package io.portrait.job.sink;

import org.jspecify.annotations.NullMarked;
