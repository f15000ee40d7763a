package io.portrait.definition;

/**
 * One column of a profile.
 *
 * @param name as in the definition file: {@code views_7d}
 * @param type what it holds
 * @param unit what its numbers count: {@code events}, {@code days}, {@code ms}; empty where there
 *     is none
 */
public record Column(String name, ColumnType type, String unit) {}
