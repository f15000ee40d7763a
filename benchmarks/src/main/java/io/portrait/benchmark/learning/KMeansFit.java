package io.portrait.benchmark.learning;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * k-means of points that are all there: Lloyd's algorithm from k-means++ (Arthur and Vassilvitskii
 * 2007), the best of several starts.
 *
 * @param centroids shape [clusters][dimension]
 * @param inertia the sum of squared distances of the points to the nearest centroid
 */
record KMeansFit(double[][] centroids, double inertia) {

  private static final int STARTS = 5;
  private static final int MOST_ROUNDS = 100;

  /** A round that gains a smaller share is the last. */
  private static final double LEAST_GAIN = 1e-6;

  /**
   * The best of five starts.
   *
   * @param points shape [n][dimension], finite, n >= 1
   */
  static KMeansFit of(List<double[]> points, int clusters, Random random) {
    KMeansFit best = lloyd(points, plusPlus(points, clusters, random));
    for (int start = 1; start < STARTS; start++) {
      KMeansFit other = lloyd(points, plusPlus(points, clusters, random));
      best = other.inertia < best.inertia ? other : best;
    }
    return best;
  }

  /** The nearest centroid; of several the first. */
  int nearest(double[] point) {
    return nearest(point, centroids);
  }

  private static double[][] plusPlus(List<double[]> points, int clusters, Random random) {
    double[][] centroids = new double[clusters][];
    centroids[0] = points.get(random.nextInt(points.size()));
    double[] distances = new double[points.size()];
    Arrays.fill(distances, Double.POSITIVE_INFINITY);
    for (int next = 1; next < clusters; next++) {
      double sum = 0;
      for (int i = 0; i < distances.length; i++) {
        double distance = squaredDistance(points.get(i), centroids[next - 1]);
        distances[i] = Math.min(distances[i], distance);
        sum += distances[i];
      }
      double left = random.nextDouble() * sum;
      int drawn = 0;
      while (drawn < distances.length - 1 && left >= distances[drawn]) {
        left -= distances[drawn++];
      }
      centroids[next] = points.get(drawn);
    }
    return centroids;
  }

  private static KMeansFit lloyd(List<double[]> points, double[][] start) {
    KMeansFit fit = new KMeansFit(start, inertia(points, start));
    for (int round = 0; round < MOST_ROUNDS; round++) {
      double[][] means = means(points, fit.centroids);
      KMeansFit next = new KMeansFit(means, inertia(points, means));
      boolean isDone = fit.inertia - next.inertia <= LEAST_GAIN * fit.inertia;
      fit = next;
      if (isDone) {
        break;
      }
    }
    return fit;
  }

  /** The means of the points nearest to each; a centroid without points stays. */
  private static double[][] means(List<double[]> points, double[][] centroids) {
    double[][] sums = new double[centroids.length][centroids[0].length];
    int[] counts = new int[centroids.length];
    for (double[] point : points) {
      int nearest = nearest(point, centroids);
      counts[nearest]++;
      for (int i = 0; i < point.length; i++) {
        sums[nearest][i] += point[i];
      }
    }
    for (int cluster = 0; cluster < sums.length; cluster++) {
      int count = counts[cluster];
      sums[cluster] =
          count == 0
              ? centroids[cluster]
              : Arrays.stream(sums[cluster]).map(sum -> sum / count).toArray();
    }
    return sums;
  }

  private static double inertia(List<double[]> points, double[][] centroids) {
    double sum = 0;
    for (double[] point : points) {
      sum += squaredDistance(point, centroids[nearest(point, centroids)]);
    }
    return sum;
  }

  private static int nearest(double[] point, double[][] centroids) {
    int nearest = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int cluster = 0; cluster < centroids.length; cluster++) {
      double distance = squaredDistance(point, centroids[cluster]);
      if (distance < least) {
        least = distance;
        nearest = cluster;
      }
    }
    return nearest;
  }

  private static double squaredDistance(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return sum;
  }
}
