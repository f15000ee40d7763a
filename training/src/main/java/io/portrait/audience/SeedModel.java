package io.portrait.audience;

import de.bwaldvogel.liblinear.Feature;
import de.bwaldvogel.liblinear.FeatureNode;
import de.bwaldvogel.liblinear.Linear;
import de.bwaldvogel.liblinear.Model;
import de.bwaldvogel.liblinear.Parameter;
import de.bwaldvogel.liblinear.Problem;
import de.bwaldvogel.liblinear.SolverType;
import io.portrait.learning.Input;
import io.portrait.learning.Scaler;
import java.util.ArrayList;
import java.util.List;

/**
 * What tells some users from all others: logistic regression with an L2 penalty (LIBLINEAR, Fan et
 * al., JMLR 2008) of the seeds against a sample of everyone else, both weighing the same. Others
 * who are like the seeds but not among them are only few of everyone else; that is what makes
 * learning from positive and unlabelled examples work (Elkan and Noto, KDD 2008). Immutable.
 *
 * <p>A column counts by its standardised number, the square of that (seeds may lie in the middle),
 * and by being null, where it can be. Of few seeds little is learned: the penalty stays while what
 * they say grows with their number.
 */
final class SeedModel {

  /** The greatest standardised number: an outlier is no better than merely being far off. */
  private static final double CLIP = 4;

  private static final int TERMS = 3;
  private static final double PENALTY = 1;
  private static final double TOLERANCE = 1e-4;

  private final Scaler scaler;
  private final double[] weights;
  private final double bias;

  private SeedModel(Scaler scaler, double[] weights, double bias) {
    this.scaler = scaler;
    this.weights = weights;
    this.bias = bias;
  }

  /**
   * Learns.
   *
   * @param inputs the columns
   * @param seeds a number a column each, NaN for null; at least one
   * @param others likewise; at least one
   */
  static SeedModel of(List<Input> inputs, List<double[]> seeds, List<double[]> others) {
    Scaler scaler = new Scaler(inputs, CLIP);
    others.forEach(other -> scaler.add(other, 1));
    // A column in which all others are alike may tell the seeds all the same.
    seeds.forEach(seed -> scaler.add(seed, 1));
    int terms = TERMS * inputs.size();
    Problem problem = new Problem();
    problem.l = seeds.size() + others.size();
    problem.n = terms + 1;
    problem.bias = 1;
    problem.x = new Feature[problem.l][];
    problem.y = new double[problem.l];
    for (int i = 0; i < problem.l; i++) {
      boolean isSeed = i < seeds.size();
      problem.x[i] = features(scaler, isSeed ? seeds.get(i) : others.get(i - seeds.size()));
      problem.y[i] = isSeed ? 1 : -1;
    }
    Parameter parameter = new Parameter(SolverType.L2R_LR, PENALTY, TOLERANCE);
    parameter.setWeights(
        new double[] {1, (double) seeds.size() / others.size()}, new int[] {1, -1});
    Linear.disableDebugOutput();
    Model model = Linear.train(problem, parameter);
    // LIBLINEAR's numbers are those of its first label, which is that of the first example: a seed.
    double[] learned = model.getFeatureWeights();
    double[] weights = new double[terms];
    System.arraycopy(learned, 0, weights, 0, terms);
    return new SeedModel(scaler, weights, learned[terms]);
  }

  private static Feature[] features(Scaler scaler, double[] numbers) {
    List<Feature> features = new ArrayList<>();
    for (int column = 0; column < numbers.length; column++) {
      for (int term = 0; term < TERMS; term++) {
        double value = term(scaler, column, term, numbers[column]);
        if (value != 0) {
          features.add(new FeatureNode(column * TERMS + term + 1, value));
        }
      }
    }
    features.add(new FeatureNode(TERMS * numbers.length + 1, 1));
    return features.toArray(Feature[]::new);
  }

  private static double term(Scaler scaler, int column, int term, double raw) {
    if (Double.isNaN(raw)) {
      return term == 2 && scaler.columns().get(column).isOptional() ? 1 : 0;
    }
    double value = scaler.standardised(column, raw);
    // The square of an average user's number is 1: so that what is average says nothing.
    return switch (term) {
      case 0 -> value;
      case 1 -> scaler.variance(column) > 0 ? (value * value - 1) / 2 : 0;
      default -> 0;
    };
  }

  /**
   * What a user's columns say of being like the seeds, in log-odds.
   *
   * @param numbers a number a column, NaN for null
   * @return a number a column; positive where it speaks for it
   */
  double[] evidence(double[] numbers) {
    double[] evidence = new double[numbers.length];
    for (int column = 0; column < numbers.length; column++) {
      for (int term = 0; term < TERMS; term++) {
        evidence[column] +=
            weights[column * TERMS + term] * term(scaler, column, term, numbers[column]);
      }
    }
    return evidence;
  }

  /**
   * How like the seeds a user is: the probability that it is one of them, were half of all users.
   *
   * @return 0 to 1
   */
  double similarity(double[] evidence) {
    double margin = bias;
    for (double each : evidence) {
      margin += each;
    }
    return 1 / (1 + Math.exp(-margin));
  }

  /** A column's standardised number: below zero where the user's is less than the average. */
  double standardised(int column, double raw) {
    return scaler.standardised(column, raw);
  }
}
