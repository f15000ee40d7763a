package io.portrait.definition;

/**
 * A word that a profile carries while a condition holds.
 *
 * @param name the word
 * @param when over features, {@code tenure_days} and derived columns
 */
public record Tag(String name, ValueCondition when) {}
