package io.portrait.learning;

import java.util.Arrays;

/**
 * Who goes with whom at the least cost in all: the linear assignment problem.
 *
 * <p>Shortest augmenting paths over dual potentials, O(n^3): Jonker and Volgenant, "A shortest
 * augmenting path algorithm for dense and sparse linear assignment problems", Computing 1987,
 * without its initialisation.
 */
final class Assignment {

  private static final int NONE = -1;

  private Assignment() {}

  /**
   * Gives every row a column of its own.
   *
   * @param cost shape [n][n], finite
   * @return shape [n]: the column of each row
   */
  static int[] of(double[][] cost) {
    int n = cost.length;
    double[] rowPotential = new double[n];
    double[] columnPotential = new double[n];
    int[] rowOf = new int[n];
    Arrays.fill(rowOf, NONE);
    for (int row = 0; row < n; row++) {
      augment(cost, row, rowPotential, columnPotential, rowOf);
    }
    int[] columnOf = new int[n];
    for (int column = 0; column < n; column++) {
      columnOf[rowOf[column]] = column;
    }
    return columnOf;
  }

  /** Finds a column for one more row, moving others where that is cheaper. */
  private static void augment(
      double[][] cost, int start, double[] rowPotential, double[] columnPotential, int[] rowOf) {
    int n = cost.length;
    double[] shortest = new double[n];
    Arrays.fill(shortest, Double.POSITIVE_INFINITY);
    int[] before = new int[n];
    Arrays.fill(before, NONE);
    boolean[] isReached = new boolean[n];
    int row = start;
    int column = NONE;
    double length = 0;
    do {
      int next = NONE;
      for (int i = 0; i < n; i++) {
        if (!isReached[i]) {
          double path = length + cost[row][i] - rowPotential[row] - columnPotential[i];
          if (path < shortest[i]) {
            shortest[i] = path;
            before[i] = column;
          }
          if (next == NONE || shortest[i] < shortest[next]) {
            next = i;
          }
        }
      }
      length = shortest[next];
      isReached[next] = true;
      column = next;
      row = rowOf[column];
    } while (row != NONE);

    rowPotential[start] += length;
    for (int i = 0; i < n; i++) {
      if (isReached[i] && rowOf[i] != NONE) {
        rowPotential[rowOf[i]] += length - shortest[i];
      }
      if (isReached[i]) {
        columnPotential[i] -= length - shortest[i];
      }
    }
    while (column != NONE) {
      int previous = before[column];
      rowOf[column] = previous == NONE ? start : rowOf[previous];
      column = previous;
    }
  }
}
