package io.portrait.expression;

/** An expression that is a number. */
@FunctionalInterface
public non-sealed interface NumberExpression extends Expression {

  /** The number; NaN is null. Never infinite, unless a variable is. */
  double evaluate(Scope scope);
}
