package io.portrait.job.segment;

/**
 * A user who belongs to another segment than at the tick before.
 *
 * @param userId who
 * @param tickMillis the tick, event time
 * @param from the segment before; -1 for none
 * @param to the segment now
 * @param modelVersion of the model that says so
 */
public record SegmentChange(String userId, long tickMillis, int from, int to, long modelVersion) {

  /** {@link #from} of a user who had no segment yet. */
  public static final int NONE = -1;
}
