/** The audit, with the windows themselves at the other end. */
@NullMarked
package io.portrait.audit;

import org.jspecify.annotations.NullMarked;
