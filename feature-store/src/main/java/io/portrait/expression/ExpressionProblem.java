package io.portrait.expression;

/**
 * Something wrong with an expression.
 *
 * @param offset where in its text, in code points from 0
 * @param message what, one line
 */
public record ExpressionProblem(int offset, String message) {}
