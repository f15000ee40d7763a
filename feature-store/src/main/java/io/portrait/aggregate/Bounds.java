package io.portrait.aggregate;

import io.portrait.definition.Window;
import java.util.List;

/**
 * Where the windows of a plan begin as of a time. One for all series of a plan, so that each
 * window's bound is computed once a reading.
 */
final class Bounds {

  private final long[] sizes;
  private final Step[] hops;
  private final long[] from;
  private long asOf;
  private long leaves;

  /** Bounds of distinct windows, whose places in the list are their numbers. */
  Bounds(List<Window> windows) {
    sizes = windows.stream().mapToLong(Window::sizeMillis).toArray();
    hops = windows.stream().map(window -> new Step(window.hopMillis())).toArray(Step[]::new);
    from = new long[sizes.length];
  }

  /** Moves to a time. */
  void at(long time) {
    asOf = time;
    leaves = Long.MAX_VALUE;
    for (int window = 0; window < from.length; window++) {
      from[window] = hops[window].floor(time - sizes[window]);
    }
  }

  /** The time moved to. */
  long asOf() {
    return asOf;
  }

  /** The earliest time a window covers. */
  long from(int window) {
    return from[window];
  }

  /** Notes something that a window covers: it will leave, and change a value. */
  void covers(int window, long start) {
    if (start + sizes[window] < leaves) {
      Step hop = hops[window];
      leaves = Math.min(leaves, hop.floor(start) + hop.millis() + sizes[window]);
    }
  }

  /** When the first of what was noted leaves; {@link Long#MAX_VALUE} if nothing was. */
  long leaves() {
    return leaves;
  }
}
