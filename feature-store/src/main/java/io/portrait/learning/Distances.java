package io.portrait.learning;

/**
 * Squared Euclidean distances of standardised points.
 *
 * <p>A point may end before a centroid does, or the other way round: a user without an embedding,
 * or segments that have not seen one. What either lacks is left out.
 */
final class Distances {

  private Distances() {}

  static double squared(double[] point, double[] centroid) {
    double sum = 0;
    for (int i = Math.min(point.length, centroid.length) - 1; i >= 0; i--) {
      double difference = point[i] - centroid[i];
      sum += difference * difference;
    }
    return sum;
  }

  /** The nearest centroid; of several the first. */
  static int nearest(double[] point, double[][] centroids) {
    int nearest = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < centroids.length; i++) {
      double distance = squared(point, centroids[i]);
      if (distance < least) {
        least = distance;
        nearest = i;
      }
    }
    return nearest;
  }
}
