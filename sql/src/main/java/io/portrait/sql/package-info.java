/** Profiles and their history as tables of Flink SQL: a catalog, and the table of live profiles. */
@NullMarked
package io.portrait.sql;

import org.jspecify.annotations.NullMarked;
