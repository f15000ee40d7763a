package io.portrait.job.window;

import io.portrait.definition.Definition;
import io.portrait.definition.Window;
import java.time.Duration;

/**
 * Spreads over some event time what is due for everybody at once, such as tiles that leave at the
 * full hour: each user is always the same little behind. What a row then says is exact as of when
 * it is made; it is made that much later.
 *
 * @param millis less than this is the delay; from 1
 */
record Spread(long millis) {

  /** The longest, however wide the hops. */
  private static final Duration MOST = Duration.ofSeconds(3);

  /** The longest of snapshots that do not say what it was. */
  private static final Duration FORMERLY_MOST = Duration.ofSeconds(5);

  /** A twelfth of the finest hop is nothing that anyone could miss. */
  private static final int PART_OF_HOP = 12;

  /** As much as the hops of a definition bear. */
  static Spread of(Definition definition) {
    return of(definition, MOST);
  }

  /** As it was for a definition before snapshots said what it was. */
  static Spread formerlyOf(Definition definition) {
    return of(definition, FORMERLY_MOST);
  }

  private static Spread of(Definition definition, Duration most) {
    long finest =
        definition.features().stream()
            .flatMap(feature -> feature.windows().stream())
            .mapToLong(Window::hopMillis)
            .min()
            .orElse(Long.MAX_VALUE);
    return new Spread(Math.min(most.toMillis(), finest / PART_OF_HOP));
  }

  /** By how much a user is behind: 0 to less than {@link #millis}, for ever the same. */
  long delay(String userId) {
    // Fibonacci hashing (Knuth, TAOCP 3, 6.4): ids that follow each other lie far apart.
    long hash = Integer.toUnsignedLong(userId.hashCode() * 0x9E3779B9);
    return (hash * millis) >>> Integer.SIZE;
  }
}
