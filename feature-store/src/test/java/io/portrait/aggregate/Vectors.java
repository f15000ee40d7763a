package io.portrait.aggregate;

import java.util.Random;

/** Vectors made up. */
final class Vectors {

  private Vectors() {}

  /** Of L2 length 1, in any direction. */
  static float[] random(Random random, int dimensions) {
    double[] gaussian = random.doubles(dimensions, -1, 1).toArray();
    double squares = 0;
    for (double coordinate : gaussian) {
      squares += coordinate * coordinate;
    }
    float[] vector = new float[dimensions];
    for (int i = 0; i < dimensions; i++) {
      vector[i] = (float) (gaussian[i] / Math.sqrt(squares));
    }
    return vector;
  }

  /** The unit vector along an axis. */
  static float[] axis(int axis) {
    float[] vector = new float[4];
    vector[axis] = 1;
    return vector;
  }
}
