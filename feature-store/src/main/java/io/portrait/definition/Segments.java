package io.portrait.definition;

import java.util.List;

/**
 * Groups of users who are alike, learned by k-means as observation ticks come.
 *
 * @param count how many, from 2
 * @param features columns that are numbers, and {@link Embedding#NAME}; at least one
 * @param decay what a block leaves of the weight of all before it, 0 to 1
 * @param block users a step, positive
 * @param switchBelow a user moves to a segment only when its squared distance is below this share
 *     of that to the user's own, 0 (never) to 1 (always to the nearest)
 */
public record Segments(
    int count, List<String> features, double decay, int block, double switchBelow) {

  /** What the section is called, the model, and what lacks in a status. */
  public static final String NAME = "segments";

  public static final double DEFAULT_DECAY = 0.9;
  public static final int DEFAULT_BLOCK = 256;
  public static final double DEFAULT_SWITCH_BELOW = 0.85;

  public Segments {
    features = List.copyOf(features);
  }
}
