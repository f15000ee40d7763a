package io.portrait.learning;

import java.util.ArrayList;
import java.util.List;

/** The rule as it is written, over everything ever seen; columns that stay as they are only. */
final class NaiveKMeans {

  private final KMeansSpec spec;
  private final List<double[]> seen = new ArrayList<>();
  private final List<double[]> block = new ArrayList<>();
  private double[] means = new double[0];
  private double[] deviations = new double[0];

  /** In the columns' own unit. */
  private double[][] centroids = new double[0][];

  private double[] sizes = new double[0];

  NaiveKMeans(KMeansSpec spec) {
    this.spec = spec;
  }

  void add(double[] features) {
    seen.add(features);
    block.add(features);
  }

  /** Starts where a learner has. */
  void start(double[][] standardised, double[] sizesThen) {
    measure();
    centroids = standardised.clone();
    for (int i = 0; i < centroids.length; i++) {
      centroids[i] = unstandardised(standardised[i]);
    }
    sizes = sizesThen;
    block.clear();
  }

  void closeBlock() {
    double[][] next = new double[centroids.length][];
    for (int segment = 0; segment < centroids.length; segment++) {
      double[] before = standardised(centroids[segment]);
      double[] sum = new double[before.length];
      double count = 0;
      for (double[] features : block) {
        double[] point = clipped(standardised(features));
        if (nearest(point) == segment) {
          count++;
          for (int i = 0; i < sum.length; i++) {
            sum[i] += point[i];
          }
        }
      }
      double weight = sizes[segment] * spec.decay();
      for (int i = 0; i < sum.length; i++) {
        before[i] = (before[i] * weight + sum[i]) / (weight + count);
      }
      next[segment] = unstandardised(before);
      sizes[segment] = weight + count;
    }
    centroids = next;
    block.clear();
    measure();
  }

  double[][] standardisedCentroids() {
    double[][] result = new double[centroids.length][];
    for (int i = 0; i < result.length; i++) {
      result[i] = standardised(centroids[i]);
    }
    return result;
  }

  private int nearest(double[] point) {
    int nearest = 0;
    for (int i = 1; i < centroids.length; i++) {
      if (squared(point, standardised(centroids[i]))
          < squared(point, standardised(centroids[nearest]))) {
        nearest = i;
      }
    }
    return nearest;
  }

  private void measure() {
    int columns = spec.columns().size();
    means = new double[columns];
    deviations = new double[columns];
    for (int i = 0; i < columns; i++) {
      for (double[] features : seen) {
        means[i] += features[i] / seen.size();
      }
      for (double[] features : seen) {
        deviations[i] += Math.pow(features[i] - means[i], 2) / seen.size();
      }
      deviations[i] = Math.sqrt(deviations[i]);
    }
  }

  private double[] standardised(double[] features) {
    double[] point = new double[features.length];
    for (int i = 0; i < point.length; i++) {
      point[i] = (features[i] - means[i]) / deviations[i];
    }
    return point;
  }

  private double[] unstandardised(double[] point) {
    double[] features = new double[point.length];
    for (int i = 0; i < point.length; i++) {
      features[i] = means[i] + deviations[i] * point[i];
    }
    return features;
  }

  private double[] clipped(double[] point) {
    for (int i = 0; i < point.length; i++) {
      point[i] = Math.max(-spec.clip(), Math.min(spec.clip(), point[i]));
    }
    return point;
  }

  static double squared(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return sum;
  }
}
