package io.portrait.learning;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Batch k-means of a few hundred points, from which the stream goes on.
 *
 * <p>Start: every next centroid is a point drawn with probability proportional to its weighted
 * squared distance from those before (Arthur and Vassilvitskii, "k-means++: the advantages of
 * careful seeding", SODA 2007). Then Lloyd's iterations; the best of several such runs. Draws come
 * from {@link Random}, whose algorithm is specified, with a constant seed.
 */
final class KMeansPlusPlus {

  private static final long SEED = 2007;
  private static final int RUNS = 10;
  private static final int MOST_ITERATIONS = 30;

  private final List<double[]> points;
  private final double[] weights;
  private final int columns;
  private final int dimension;
  private final Random random = new Random(SEED);

  /**
   * Of standardised points.
   *
   * @param points each shape [columns] or [dimension]; at least one
   * @param weights of the points, positive
   */
  KMeansPlusPlus(List<double[]> points, double[] weights, int columns, int dimension) {
    this.points = points;
    this.weights = weights;
    this.columns = columns;
    this.dimension = dimension;
  }

  /**
   * Centroids of least inertia among several runs.
   *
   * @return shape [count][dimension]; equal ones only where there are fewer distinct points
   */
  double[][] centroids(int count) {
    double[][] best = new double[0][];
    double least = Double.POSITIVE_INFINITY;
    for (int run = 0; run < RUNS; run++) {
      double[][] centroids = iterated(seeded(count));
      double inertia = inertia(centroids);
      if (inertia < least) {
        least = inertia;
        best = centroids;
      }
    }
    return best;
  }

  /** What the points sum up to around these centroids. */
  Block assigned(double[][] centroids) {
    Block block = new Block(centroids.length, columns, dimension);
    for (int i = 0; i < weights.length; i++) {
      block.add(points.get(i), centroids, weights[i]);
    }
    return block;
  }

  private double[][] seeded(int count) {
    double[][] centroids = new double[count][];
    double[] chances = weights.clone();
    double[] nearest = new double[weights.length];
    Arrays.fill(nearest, Double.POSITIVE_INFINITY);
    for (int i = 0; i < count; i++) {
      centroids[i] = Arrays.copyOf(points.get(drawn(chances)), dimension);
      for (int j = 0; j < chances.length; j++) {
        nearest[j] = Math.min(nearest[j], Distances.squared(points.get(j), centroids[i]));
        chances[j] = weights[j] * nearest[j];
      }
    }
    return centroids;
  }

  /** A point by its chance; the last where no chances are left. */
  private int drawn(double[] chances) {
    double left = random.nextDouble() * sum(chances);
    for (int i = 0; i < chances.length; i++) {
      left -= chances[i];
      if (left < 0) {
        return i;
      }
    }
    return chances.length - 1;
  }

  private static double sum(double[] numbers) {
    // not DoubleStream.sum(), which may add in any order
    double sum = 0;
    for (double number : numbers) {
      sum += number;
    }
    return sum;
  }

  private double[][] iterated(double[][] start) {
    double[][] centroids = start;
    for (int i = 0; i < MOST_ITERATIONS; i++) {
      double[][] next = Rows.copy(centroids);
      Block block = assigned(centroids);
      for (int segment = 0; segment < next.length; segment++) {
        PointSums sums = block.of(segment);
        for (int j = 0; j < dimension; j++) {
          if (sums.weight(j) > 0) {
            next[segment][j] = sums.sum(j) / sums.weight(j);
          }
        }
      }
      if (Arrays.deepEquals(next, centroids)) {
        return next;
      }
      centroids = next;
    }
    return centroids;
  }

  private double inertia(double[][] centroids) {
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      double[] point = points.get(i);
      sum += weights[i] * Distances.squared(point, centroids[Distances.nearest(point, centroids)]);
    }
    return sum;
  }
}
