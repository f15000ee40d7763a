package io.portrait.job.window;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What is left of a user who was erased: events from before it are refused, should they come late
 * or once more.
 *
 * @param erasedAtMillis of the erasure, epoch milliseconds; events until then, included, are
 *     refused
 * @param untilMillis by the clock: from then on nothing is
 */
public record Tombstone(long erasedAtMillis, long untilMillis) implements Serializable {

  private static final long serialVersionUID = 1;

  /** Whether it is over. */
  boolean isOver(long now) {
    return now >= untilMillis;
  }

  /** Whether an event of that time is refused. */
  boolean refuses(long timeMillis, long now) {
    return timeMillis <= erasedAtMillis && !isOver(now);
  }

  /** Both: whatever one of them refuses, for as long as one of them does. */
  public Tombstone and(@Nullable Tombstone other) {
    return other == null
        ? this
        : new Tombstone(
            Math.max(erasedAtMillis, other.erasedAtMillis),
            Math.max(untilMillis, other.untilMillis));
  }
}
