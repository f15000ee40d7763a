package io.portrait.profile;

import java.util.Comparator;

/**
 * Which of two rows of one user is newer: what a write to Redis compares.
 *
 * <p>Events come before the time: within a run both only grow, so the order is the same; but a job
 * that recovers may see its watermark move otherwise than before the failure, and then the row that
 * has one more (late) event can carry the smaller {@code asOf}. It knows more, so it is newer.
 *
 * @param generation raised on purpose to rewrite from history, from 0; below 2^32
 * @param events accepted events applied, from 0
 * @param asOf event time the row is true for, epoch milliseconds
 */
public record RowVersion(long generation, long events, long asOf)
    implements Comparable<RowVersion> {

  private static final Comparator<RowVersion> ORDER =
      Comparator.comparingLong(RowVersion::generation)
          .thenComparingLong(RowVersion::events)
          .thenComparingLong(RowVersion::asOf);

  public RowVersion {
    if (generation < 0 || generation > 0xFFFF_FFFFL || events < 0) {
      throw new IllegalArgumentException("generation " + generation + ", events " + events);
    }
  }

  @Override
  public int compareTo(RowVersion other) {
    return ORDER.compare(this, other);
  }
}
