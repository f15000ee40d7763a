package io.portrait.expression;

/** An expression that is true, false or null, by SQL's three-valued logic. */
@FunctionalInterface
public non-sealed interface Condition extends Expression {

  /** It does not hold. */
  int FALSE = 0;

  /** It holds. */
  int TRUE = 1;

  /** Not known: something it asks for is null. */
  int NULL = 2;

  /** {@link #TRUE}, {@link #FALSE} or {@link #NULL}. */
  int evaluate(Scope scope);

  /** Whether it holds; null counts as false. */
  default boolean test(Scope scope) {
    return evaluate(scope) == TRUE;
  }
}
