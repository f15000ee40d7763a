package io.portrait.cli;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** How fast a count grows, over the last seconds. */
final class Speed {

  private static final long WINDOW_NANOS = Duration.ofSeconds(5).toNanos();

  private final Deque<long[]> seen = new ArrayDeque<>();

  /** The count now; gives its growth a second over the last five seconds. */
  double of(long count) {
    return of(count, System.nanoTime());
  }

  double of(long count, long nanos) {
    if (!seen.isEmpty() && seen.getLast()[1] > count) {
      // Restored from before: what it was meanwhile counts no more.
      seen.clear();
    }
    seen.addLast(new long[] {nanos, count});
    while (seen.size() > 2 && nanos - seen.getFirst()[0] > WINDOW_NANOS) {
      seen.removeFirst();
    }
    long[] first = seen.getFirst();
    return nanos == first[0] ? 0 : (count - first[1]) * 1e9 / (nanos - first[0]);
  }
}
