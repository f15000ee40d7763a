package io.portrait.cli.similar;

import java.util.Optional;

/** Vectors compared by their direction alone. */
final class Directions {

  /** So far from 1 a squared length may be and still count as 1: float 32 does not do better. */
  private static final double TOLERANCE = 1e-4;

  private Directions() {}

  /**
   * The vector with L2 length 1, as it is where it has that already; empty where it has no
   * direction, being all zero or not finite.
   */
  static Optional<float[]> unit(float[] vector) {
    double squared = dot(vector, vector);
    if (!(squared > 0) || Double.isInfinite(squared)) {
      return Optional.empty();
    }
    if (Math.abs(squared - 1) < TOLERANCE) {
      return Optional.of(vector);
    }
    double length = Math.sqrt(squared);
    float[] unit = new float[vector.length];
    for (int i = 0; i < unit.length; i++) {
      unit[i] = (float) (vector[i] / length);
    }
    return Optional.of(unit);
  }

  /**
   * The cosine of the angle between two vectors.
   *
   * @param one not all zero
   * @param other as long, not all zero
   * @return -1 to 1, within 1e-12 of exact
   */
  static double cosine(float[] one, float[] other) {
    double cosine = dot(one, other) / Math.sqrt(dot(one, one) * dot(other, other));
    return Math.max(-1, Math.min(1, cosine));
  }

  private static double dot(float[] one, float[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += (double) one[i] * other[i];
    }
    return sum;
  }
}
