package io.portrait.learning;

import io.portrait.definition.Churn;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The same regression straight from the paper: terms by name in maps, mean and variance over all
 * examples so far anew for every block. Slow and plain.
 */
final class NaiveRegression {

  private final LogisticSpec spec;
  private final Map<String, Double> z = new HashMap<>();
  private final Map<String, Double> n = new HashMap<>();

  NaiveRegression(LogisticSpec spec) {
    this.spec = spec;
  }

  /** The probability by the model as of {@code seen} examples. */
  double probability(double[] features, List<Example> seen) {
    double all = seen.stream().mapToDouble(Example::weight).sum();
    double ones = seen.stream().mapToDouble(example -> example.weight() * example.label()).sum();
    double rate = (ones + 1) / (all + 2);
    double score = Math.log(rate / (1 - rate));
    for (Map.Entry<String, Double> term : terms(features, seen).entrySet()) {
      score += weight(term.getKey()) * term.getValue();
    }
    return 1 / (1 + Math.exp(-score));
  }

  /** One step over a block. */
  void learn(List<Example> block, List<Example> before) {
    Map<String, Double> gradient = new HashMap<>();
    for (Example example : block) {
      double error = probability(example.features(), before) - example.label();
      terms(example.features(), before)
          .forEach(
              (name, value) -> gradient.merge(name, example.weight() * error * value, Double::sum));
    }
    double alpha = spec.learning().alpha();
    gradient.forEach(
        (name, g) -> {
          double squares = n.getOrDefault(name, 0.0);
          double sigma = (Math.sqrt(squares + g * g) - Math.sqrt(squares)) / alpha;
          z.put(name, z.getOrDefault(name, 0.0) + g - sigma * weight(name));
          n.put(name, squares + g * g);
        });
  }

  /** Algorithm 1 of the paper, the closed form. */
  double weight(String name) {
    Churn.Learning learning = spec.learning();
    double sum = z.getOrDefault(name, 0.0);
    double l1 = name.equals("(intercept)") ? 0 : learning.l1();
    if (Math.abs(sum) <= l1) {
      return 0;
    }
    double root = Math.sqrt(n.getOrDefault(name, 0.0));
    return -(sum - Math.signum(sum) * l1)
        / ((learning.beta() + root) / learning.alpha() + learning.l2());
  }

  private Map<String, Double> terms(double[] features, List<Example> seen) {
    Map<String, Double> standardised = new LinkedHashMap<>();
    Map<String, Double> terms = new LinkedHashMap<>();
    terms.put("(intercept)", 1.0);
    for (int i = 0; i < spec.columns().size(); i++) {
      Input column = spec.columns().get(i);
      double value = standardised(i, features[i], seen);
      standardised.put(column.name(), value);
      terms.put(column.name(), value);
      terms.put(column.name() + "^2", value * value);
      if (column.isOptional()) {
        terms.put(column.name() + " is null", Double.isNaN(features[i]) ? 1.0 : 0.0);
      }
    }
    for (String a : spec.interactions()) {
      for (String b : spec.interactions()) {
        if (a.compareTo(b) < 0) {
          terms.put(
              a + " * " + b, standardised.getOrDefault(a, 0.0) * standardised.getOrDefault(b, 0.0));
        }
      }
    }
    for (int i = spec.columns().size(); i < features.length; i++) {
      terms.put("embedding[" + (i - spec.columns().size()) + "]", features[i]);
    }
    return terms;
  }

  private double standardised(int column, double raw, List<Example> seen) {
    List<Example> known =
        seen.stream().filter(example -> !Double.isNaN(example.features()[column])).toList();
    double all = known.stream().mapToDouble(Example::weight).sum();
    double mean =
        known.stream().mapToDouble(e -> e.weight() * scaled(column, e.features()[column])).sum()
            / all;
    double variance =
        known.stream()
                .mapToDouble(
                    e -> e.weight() * Math.pow(scaled(column, e.features()[column]) - mean, 2))
                .sum()
            / all;
    if (Double.isNaN(raw) || !(variance > 1e-12)) {
      return 0;
    }
    double value = (scaled(column, raw) - mean) / Math.sqrt(variance);
    return Math.max(-spec.clip(), Math.min(spec.clip(), value));
  }

  private double scaled(int column, double raw) {
    boolean isLog = spec.columns().get(column).scale() == Input.Scale.LOG;
    return isLog ? Math.signum(raw) * Math.log1p(Math.abs(raw)) : raw;
  }
}
