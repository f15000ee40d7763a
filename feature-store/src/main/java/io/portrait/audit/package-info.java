/**
 * Above the ladder: whether what is served is what the definitions say. Recomputes values from raw
 * events by their definition, sharing nothing with the windows that made them, and holds them
 * against the rows in Redis and in the offline tables.
 */
@NullMarked
package io.portrait.audit;

import org.jspecify.annotations.NullMarked;
