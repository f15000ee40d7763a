/**
 * SQL over the offline tables, inside the process: an engine, and tables of a fixed snapshot as its
 * views. Below {@code io.portrait.training} and {@code io.portrait.audience}.
 */
@NullMarked
package io.portrait.query;

import org.jspecify.annotations.NullMarked;
