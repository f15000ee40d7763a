/** {@code portrait audit}: where stored events come from, and how its answer looks. */
@NullMarked
package io.portrait.cli.audit;

import org.jspecify.annotations.NullMarked;
