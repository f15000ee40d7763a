/** Statements, and what is said of wrong ones. */
@NullMarked
package io.portrait.sql.run;

import org.jspecify.annotations.NullMarked;
