package io.portrait.aggregate;

import java.util.Arrays;

/** Numbers, each with how many it stands for, to find those of given ranks among. */
final class Ranking {

  private double[] numbers = new double[16];
  private long[] weights = new long[16];
  private int size;
  private long total;
  private double least = Double.NaN;
  private double greatest = Double.NaN;

  void clear() {
    size = 0;
    total = 0;
    least = Double.NaN;
    greatest = Double.NaN;
  }

  /** Adds a number that stands for so many. */
  void add(double number, long weight) {
    if (size == numbers.length) {
      numbers = Arrays.copyOf(numbers, size * 2);
      weights = Arrays.copyOf(weights, size * 2);
    }
    numbers[size] = number;
    weights[size++] = weight;
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
   *
   * <p>In time linear in the numbers, on average: Hoare, "Algorithm 65: Find", 1961.
   */
  double quantile(double at) {
    if (at == 0) {
      return least;
    }
    int from = 0;
    int until = at == 1 ? 0 : size;
    long below = 0;
    while (from < until) {
      double pivot = median(numbers[from], numbers[(from + until) >>> 1], numbers[until - 1]);
      int less = from;
      int greater = until;
      long lesser = below;
      long notGreater = below;
      for (int i = from; i < greater; ) {
        if (numbers[i] > pivot) {
          swap(i, --greater);
          continue;
        }
        notGreater += weights[i];
        if (numbers[i] < pivot) {
          lesser += weights[i];
          swap(i, less++);
        }
        i++;
      }
      if (reaches(lesser, at)) {
        until = less;
      } else if (reaches(notGreater, at)) {
        return pivot + 0.0; // -0 is 0, whichever of them came to be the pivot
      } else {
        below = notGreater;
        from = greater;
      }
    }
    return greatest;
  }

  /** Not by {@code at * total}: 0.55 * 100 is more than 55, but 55 / 100 is 0.55. */
  private boolean reaches(long weight, double at) {
    return (double) weight / total >= at;
  }

  private static double median(double a, double b, double c) {
    return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
  }

  private void swap(int a, int b) {
    double number = numbers[a];
    numbers[a] = numbers[b];
    numbers[b] = number;
    long weight = weights[a];
    weights[a] = weights[b];
    weights[b] = weight;
  }
}
