package io.portrait.expression;

import org.jspecify.annotations.Nullable;

/** An expression that is a text. */
@FunctionalInterface
public non-sealed interface TextExpression extends Expression {

  /** The text; null is null. */
  @Nullable String evaluate(Scope scope);
}
