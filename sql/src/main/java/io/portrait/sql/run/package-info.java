/**
 * Runs SQL in this process: statements of a script one after the other, results and mistakes in
 * words.
 */
@NullMarked
package io.portrait.sql.run;

import org.jspecify.annotations.NullMarked;
