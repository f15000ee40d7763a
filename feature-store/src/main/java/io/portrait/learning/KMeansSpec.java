package io.portrait.learning;

import java.util.List;

/**
 * What k-means is to find, and how fast it forgets.
 *
 * @param columns what it learns from; coordinates of an embedding may follow theirs
 * @param count segments, from 2
 * @param decay what a block leaves of the weight of all before it, 0 to 1
 * @param block users a step, positive
 * @param clip the greatest standardised number either way, positive
 */
public record KMeansSpec(List<Input> columns, int count, double decay, int block, double clip) {

  /** Four standard deviations: no user pulls a centroid further than that. */
  public static final double DEFAULT_CLIP = 4;

  public KMeansSpec {
    columns = List.copyOf(columns);
    if (count < 2 || block < 1 || !(decay >= 0 && decay <= 1) || !(clip > 0)) {
      throw new IllegalArgumentException(
          "count " + count + ", decay " + decay + ", block " + block + ", clip " + clip);
    }
  }

  public KMeansSpec(List<Input> columns, int count, double decay, int block) {
    this(columns, count, decay, block, DEFAULT_CLIP);
  }

  /** From how many points k-means++ starts. */
  int firstPoints() {
    return Math.max(500, 2 * count);
  }
}
