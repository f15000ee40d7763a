/**
 * A small shop that never was: visitors with tastes who search, look, buy, fade away and make room
 * for others, at declared and seeded rates. For demonstrations, tests and benchmarks; gives what
 * the topic of events carries, its flaws included.
 */
@NullMarked
package io.portrait.shop;

import org.jspecify.annotations.NullMarked;
