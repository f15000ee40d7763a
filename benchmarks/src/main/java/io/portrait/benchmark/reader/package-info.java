/**
 * {@code reader}: what a look-up costs through the client, beside raw Jedis; and bytes in Redis.
 */
@NullMarked
package io.portrait.benchmark.reader;

import org.jspecify.annotations.NullMarked;
