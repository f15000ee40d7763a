package io.portrait.learning;

import io.portrait.definition.Churn;
import java.util.Arrays;

/**
 * Follow the proximally regularised leader, coordinate by coordinate: McMahan et al., "Ad Click
 * Prediction: a View from the Trenches", KDD 2013, algorithm 1. The first coordinate, the
 * intercept, is not held back by l1. Mutable.
 */
final class FtrlProximal {

  private final Churn.Learning learning;
  private double[] z;
  private double[] n;

  /** Takes the arrays over, both of a number a coordinate. */
  FtrlProximal(Churn.Learning learning, double[] z, double[] n) {
    this.learning = learning;
    this.z = z;
    this.n = n;
  }

  /**
   * Goes on from weights that were learned elsewhere, which come out of {@link #weight} as they are
   * but for rounding.
   *
   * @param information what the squared gradients are taken to sum up to so far, not negative
   */
  static FtrlProximal from(Churn.Learning learning, double[] weights, double information) {
    double[] z = new double[weights.length];
    double[] n = new double[weights.length];
    Arrays.fill(n, information);
    FtrlProximal start = new FtrlProximal(learning, z, n);
    for (int i = 0; i < z.length; i++) {
      z[i] = -(weights[i] * start.curvature(i) + Math.signum(weights[i]) * start.l1(i));
    }
    return start;
  }

  /**
   * One step against a gradient.
   *
   * @param weights at which the gradient was taken; those it moves are set. May be longer than
   *     before: a coordinate that is new starts from nothing
   */
  void step(double[] gradient, double[] weights) {
    z = Arrays.copyOf(z, gradient.length);
    n = Arrays.copyOf(n, gradient.length);
    for (int i = 0; i < gradient.length; i++) {
      double g = gradient[i];
      // Without a gradient the weight stays to the bit: it may stem from elsewhere.
      if (g != 0) {
        double sum = n[i] + g * g;
        double sigma = (Math.sqrt(sum) - Math.sqrt(n[i])) / learning.alpha();
        z[i] += g - sigma * weights[i];
        n[i] = sum;
        weights[i] = weight(i);
      }
    }
  }

  /** The weight of a coordinate in closed form; 0 while its gradients do not outweigh l1. */
  double weight(int i) {
    if (Math.abs(z[i]) <= l1(i)) {
      return 0;
    }
    return -(z[i] - Math.signum(z[i]) * l1(i)) / curvature(i);
  }

  double[] z() {
    return z;
  }

  double[] n() {
    return n;
  }

  private double curvature(int i) {
    return (learning.beta() + Math.sqrt(n[i])) / learning.alpha() + learning.l2();
  }

  private double l1(int i) {
    return i == 0 ? 0 : learning.l1();
  }
}
