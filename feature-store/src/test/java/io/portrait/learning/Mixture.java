package io.portrait.learning;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Users of a few kinds, each normal around a centre of its own. */
final class Mixture {

  final double[][] centres;
  private final Random random;
  private final double deviation;
  private int users;

  /** Centres uniform in a cube of side 10. */
  Mixture(int kinds, int columns, double deviation, long seed) {
    random = new Random(seed);
    this.deviation = deviation;
    centres = new double[kinds][columns];
    for (double[] centre : centres) {
      for (int i = 0; i < columns; i++) {
        centre[i] = 10 * random.nextDouble();
      }
    }
  }

  /** Centres on the corners of a simplex, far from each other. */
  static Mixture separated(int kinds, long seed) {
    Mixture mixture = new Mixture(kinds, kinds, 1, seed);
    for (int kind = 0; kind < kinds; kind++) {
      for (int i = 0; i < kinds; i++) {
        mixture.centres[kind][i] = i == kind ? 20 : 0;
      }
    }
    return mixture;
  }

  Example next() {
    return next(random.nextInt(centres.length));
  }

  Example next(int kind) {
    double[] features = new double[centres[kind].length];
    for (int i = 0; i < features.length; i++) {
      features[i] = centres[kind][i] + deviation * random.nextGaussian();
    }
    return example("u" + users++, features);
  }

  List<Example> users(int count) {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      examples.add(next());
    }
    return examples;
  }

  static Example example(String userId, double... features) {
    return new Example(userId, 0, 0, features, Double.NaN, 1);
  }

  /** Columns that stay as they are: c0, c1, ... */
  static List<Input> columns(int count) {
    List<Input> columns = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      columns.add(new Input("c" + i, Input.Scale.PLAIN, true));
    }
    return columns;
  }
}
