/** SQL over a small shop of which everything is known. */
@NullMarked
package io.portrait.sql;

import org.jspecify.annotations.NullMarked;
