package io.portrait.expression;

/** A compiled expression. Thread-safe; allocates nothing but the texts it makes. */
public sealed interface Expression permits Condition, NumberExpression, TextExpression {}
