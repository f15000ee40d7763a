package io.portrait.aggregate;

import io.portrait.definition.Window;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How fine the tiles of a series must be, by their age at the clock of its state.
 *
 * <p>A window of size W and hop h can still cut through what is at most W + h old. So tiles of an
 * age are as wide as the greatest common divisor of the hops of all windows that reach so far back:
 * level 0 is the finest, each level's width divides the next one's, and ageing tiles are merged
 * from level to level. State grows with what windows distinguish, not with W / h of the finest.
 */
final class Grid {

  private final Step[] steps;
  private final long[] reach;
  private final long[] limits;
  private long clock = EventTime.UNKNOWN;

  /** The grid of at least one window. */
  Grid(List<Window> windows) {
    List<Window> byReach = new ArrayList<>(windows);
    byReach.sort(Comparator.comparingLong(window -> window.sizeMillis() + window.hopMillis()));
    List<Step> widths = new ArrayList<>();
    List<Long> reaches = new ArrayList<>();
    long width = 0;
    for (int i = byReach.size() - 1; i >= 0; i--) {
      Window window = byReach.get(i);
      long divisor = greatestCommonDivisor(width, window.hopMillis());
      if (divisor != width) {
        width = divisor;
        widths.add(0, new Step(width));
        reaches.add(0, window.sizeMillis() + window.hopMillis());
      }
    }
    steps = widths.toArray(Step[]::new);
    reach = reaches.stream().mapToLong(Long::longValue).toArray();
    limits = new long[steps.length - 1];
  }

  private static long greatestCommonDivisor(long a, long b) {
    return b == 0 ? a : greatestCommonDivisor(b, a % b);
  }

  /** How many levels there are, at least one. */
  int levels() {
    return steps.length;
  }

  /** The width of a level's tiles. */
  Step step(int level) {
    return steps[level];
  }

  /** Moves to a clock, which {@link #level} and {@link #limit} then answer for. */
  void at(long newClock) {
    if (newClock != clock) {
      clock = newClock;
      for (int level = 0; level < limits.length; level++) {
        limits[level] = steps[level + 1].floor(newClock - reach[level]);
      }
    }
  }

  /** Tiles of this level start at or after it; whatever starts before is of a coarser level. */
  long limit(int level) {
    return level < limits.length ? limits[level] : Long.MIN_VALUE;
  }

  /** The level of a time, or of the tile that starts there. */
  int level(long time) {
    int level = 0;
    while (time < limit(level)) {
      level++;
    }
    return level;
  }

  /** The step of so many milliseconds. */
  Step stepOf(long millis) {
    for (Step step : steps) {
      if (step.millis() == millis) {
        return step;
      }
    }
    return new Step(millis);
  }
}
