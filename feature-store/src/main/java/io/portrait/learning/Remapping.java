package io.portrait.learning;

import java.util.Arrays;
import java.util.List;

/**
 * Where the columns of a changed definition were before: the same name on the same scale. What
 * follows the columns, the coordinates of an embedding, follows them still.
 */
final class Remapping {

  private static final int NEW = -1;

  private final int[] from;
  private final int countBefore;

  Remapping(List<Input> before, List<Input> now) {
    countBefore = before.size();
    from = new int[now.size()];
    Arrays.fill(from, NEW);
    for (int i = 0; i < from.length; i++) {
      for (int j = 0; j < countBefore; j++) {
        if (now.get(i).isLike(before.get(j))) {
          from[i] = j;
        }
      }
    }
  }

  /**
   * Numbers in the new order.
   *
   * @param numbers a number a column of before, then maybe coordinates
   * @param unknown what stands for a column that is new
   */
  double[] of(double[] numbers, double unknown) {
    double[] result = new double[from.length + numbers.length - countBefore];
    for (int i = 0; i < from.length; i++) {
      result[i] = from[i] == NEW ? unknown : numbers[from[i]];
    }
    System.arraycopy(numbers, countBefore, result, from.length, numbers.length - countBefore);
    return result;
  }
}
