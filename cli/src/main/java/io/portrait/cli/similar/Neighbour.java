package io.portrait.cli.similar;

/**
 * A user near what was asked for.
 *
 * @param cosine of the angle between both vectors, -1 to 1; 1 is the same direction
 */
public record Neighbour(String userId, double cosine) {}
