package io.portrait.job.score;

import io.portrait.learning.ReferenceDistribution;
import org.jspecify.annotations.Nullable;

/**
 * What some of the rows of a tick add up to. Those of all subtasks add up to the tick's.
 *
 * @param tickMillis the tick
 * @param segmentsVersion of the model that gave the segments; 0 where there was none
 * @param churnVersion of the model that gave the probabilities; 0 where there was none
 * @param inSegment rows that have a segment
 * @param changed rows whose user had another segment before
 * @param bins rows by bin of the churn model's {@link ReferenceDistribution}; null where it has
 *     none yet
 * @param expected the rows of that reference by bin, the same in every part; null where {@code
 *     bins} is
 */
public record TickCounts(
    long tickMillis,
    long segmentsVersion,
    long churnVersion,
    long inSegment,
    long changed,
    long @Nullable [] bins,
    long @Nullable [] expected) {

  /** Of no row. */
  static TickCounts none(long tickMillis) {
    return new TickCounts(tickMillis, 0, 0, 0, 0, null, null);
  }

  /** The same, with bins of its own. */
  TickCounts copy() {
    return new TickCounts(
        tickMillis,
        segmentsVersion,
        churnVersion,
        inSegment,
        changed,
        bins == null ? null : bins.clone(),
        expected);
  }

  /** Both. */
  public TickCounts plus(TickCounts other) {
    if (tickMillis != other.tickMillis) {
      throw new IllegalArgumentException("tick " + tickMillis + " and tick " + other.tickMillis);
    }
    return new TickCounts(
        tickMillis,
        Math.max(segmentsVersion, other.segmentsVersion),
        Math.max(churnVersion, other.churnVersion),
        inSegment + other.inSegment,
        changed + other.changed,
        sum(bins, other.bins),
        expected == null ? other.expected : expected);
  }

  private static long @Nullable [] sum(long @Nullable [] one, long @Nullable [] other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    long[] sum = one.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += other[i];
    }
    return sum;
  }
}
