package io.portrait.benchmark.learning;

import de.bwaldvogel.liblinear.Feature;
import de.bwaldvogel.liblinear.FeatureNode;
import de.bwaldvogel.liblinear.Linear;
import de.bwaldvogel.liblinear.Model;
import de.bwaldvogel.liblinear.Parameter;
import de.bwaldvogel.liblinear.Problem;
import de.bwaldvogel.liblinear.SolverType;
import io.portrait.learning.Example;
import io.portrait.learning.Input;
import io.portrait.learning.LogisticSpec;
import io.portrait.learning.Scaler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Logistic regression that is fitted anew on all matured labels whenever some have matured: what
 * learning in the stream is compared to. Fitted by LIBLINEAR (trust region Newton, L2 penalty),
 * from the fit before on.
 */
final class BatchLogistic implements ChurnModel {

  /** What a label's loss weighs against the penalty, half the squared length of the weights. */
  private static final double COST = 0.01;

  private static final double TOLERANCE = 0.01;

  private final Terms terms;
  private final Scaler scaler;
  private final List<Example> examples = new ArrayList<>();
  private final List<Feature[]> rows = new ArrayList<>();
  private double[] solution = {};
  private double[] weights = {};

  BatchLogistic(List<Input> columns) {
    terms = new Terms(columns);
    scaler = new Scaler(columns, LogisticSpec.DEFAULT_CLIP);
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
    Parameter parameter = new Parameter(SolverType.L2R_LR, COST, TOLERANCE);
    if (solution.length > 0) {
      parameter.setInitSol(solution);
    }
    Model model = Linear.train(problem, parameter);
    // The weights speak for the label that came first.
    double sign = model.getLabels()[0] == 1 ? 1 : -1;
    solution = model.getFeatureWeights().clone();
    weights = Arrays.stream(solution).map(weight -> sign * weight).toArray();
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
