/** Typed, sandboxed expressions in CEL, compiled once to closures; SQL's rules for null. */
@NullMarked
package io.portrait.expression;

import org.jspecify.annotations.NullMarked;
