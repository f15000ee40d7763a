package io.portrait.aggregate;

/**
 * What a layout was told of a user before another took over.
 *
 * @param first time of the earliest event
 * @param latest time of the latest event
 * @param clock at which tiles were last laid out
 */
record Past(long first, long latest, long clock) {}
