package io.portrait.benchmark.learning;

import de.bwaldvogel.liblinear.Feature;
import de.bwaldvogel.liblinear.FeatureNode;
import de.bwaldvogel.liblinear.Linear;
import de.bwaldvogel.liblinear.Model;
import de.bwaldvogel.liblinear.Parameter;
import de.bwaldvogel.liblinear.Problem;
import de.bwaldvogel.liblinear.SolverType;
import io.portrait.learning.Example;
import io.portrait.learning.Scaler;
import java.util.ArrayList;
import java.util.List;

/**
 * Logistic regression that is fitted anew on all matured labels whenever some have matured: what
 * learning in the stream is compared to. Fitted by LIBLINEAR, trust region Newton, L2 penalty.
 */
final class BatchLogistic implements ChurnModel {

  private static final double COST = 1;
  private static final double TOLERANCE = 0.01;

  private final Terms terms;
  private final Scaler scaler;
  private final List<Example> examples = new ArrayList<>();
  private final List<Feature[]> rows = new ArrayList<>();
  private double[] weights = {};

  BatchLogistic(Terms terms, double clip) {
    this.terms = terms;
    scaler = new Scaler(terms.columns(), clip);
    Linear.disableDebugOutput();
  }

  @Override
  public void learn(List<Example> matured) {
    if (matured.isEmpty()) {
      return;
    }
    for (Example example : matured) {
      scaler.add(example.features(), 1);
      examples.add(example);
      rows.add(emptyRow());
    }
    fit();
  }

  private Feature[] emptyRow() {
    Feature[] row = new Feature[terms.size() + 1];
    for (int i = 0; i < row.length; i++) {
      row[i] = new FeatureNode(i + 1, 1);
    }
    return row;
  }

  /** Mean and variance have moved with the examples, so all rows are computed anew, too. */
  private void fit() {
    double[] labels = new double[rows.size()];
    for (int i = 0; i < labels.length; i++) {
      double[] values = terms.of(scaler, examples.get(i).features());
      for (int j = 0; j < values.length; j++) {
        rows.get(i)[j].setValue(values[j]);
      }
      labels[i] = examples.get(i).label();
    }
    Problem problem = new Problem();
    problem.l = labels.length;
    problem.n = terms.size() + 1;
    problem.x = rows.toArray(Feature[][]::new);
    problem.y = labels;
    Model model = Linear.train(problem, new Parameter(SolverType.L2R_LR, COST, TOLERANCE));
    weights = model.getFeatureWeights().clone();
    if (model.getLabels()[0] == 0) {
      // The weights are those of the label that came first.
      for (int i = 0; i < weights.length; i++) {
        weights[i] = -weights[i];
      }
    }
  }

  @Override
  public double probability(Example example) {
    if (weights.length == 0) {
      return 0.5;
    }
    double[] values = terms.of(scaler, example.features());
    double score = weights[values.length];
    for (int i = 0; i < values.length; i++) {
      score += weights[i] * values[i];
    }
    return 1 / (1 + Math.exp(-score));
  }
}
