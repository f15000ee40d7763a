package io.portrait.definition;

/**
 * A column computed from other columns.
 *
 * @param name the column
 * @param value over features, {@code tenure_days} and the derived columns before it
 */
public record Derived(String name, ValueExpression value) {}
