package io.portrait.aggregate;

import java.util.Map;
import java.util.TreeMap;

/** Numbers in ascending order, each with how many it stands for. */
final class Ranking {

  private final TreeMap<Double, Long> weights = new TreeMap<>();
  private long total;
  private double least = Double.NaN;
  private double greatest = Double.NaN;

  void clear() {
    weights.clear();
    total = 0;
    least = Double.NaN;
    greatest = Double.NaN;
  }

  /** Adds a number that stands for so many. */
  void add(double number, long weight) {
    weights.merge(number, weight, Math::addExact);
    total = Math.addExact(total, weight);
    spans(number, number);
  }

  /** Notes between which numbers those lie that were added. */
  void spans(double from, double to) {
    least = Double.isNaN(least) ? from : Math.min(least, from);
    greatest = Double.isNaN(greatest) ? to : Math.max(greatest, to);
  }

  /**
   * The least number such that the share of those not greater is at least {@code at}; NaN where
   * there is none. At 0 and at 1 it is the least and the greatest of all.
   */
  double quantile(double at) {
    if (at == 0) {
      return least;
    }
    long below = 0;
    if (at < 1) {
      for (Map.Entry<Double, Long> each : weights.entrySet()) {
        below += each.getValue();
        // Not below >= at * total: 0.55 * 100 is more than 55, but 55 / 100 is 0.55.
        if ((double) below / total >= at) {
          return each.getKey();
        }
      }
    }
    return greatest;
  }
}
