package io.portrait.learning;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The figures of an evaluation as the textbook has them: every pair, every sum, from the list. */
final class NaiveFigures {

  private final List<Double> probabilities = new ArrayList<>();
  private final List<Boolean> labels = new ArrayList<>();

  void add(double probability, boolean hasChurned) {
    probabilities.add(probability);
    labels.add(hasChurned);
  }

  int users() {
    return labels.size();
  }

  double baseRate() {
    return (double) count(true) / users();
  }

  private long count(boolean label) {
    return labels.stream().filter(is -> is == label).count();
  }

  double logLoss() {
    double sum = 0;
    for (int i = 0; i < users(); i++) {
      sum -= Math.log(labels.get(i) ? probabilities.get(i) : 1 - probabilities.get(i));
    }
    return sum / users();
  }

  double brier() {
    double sum = 0;
    for (int i = 0; i < users(); i++) {
      sum += Math.pow(probabilities.get(i) - (labels.get(i) ? 1 : 0), 2);
    }
    return sum / users();
  }

  double auc() {
    double sum = 0;
    for (int i = 0; i < users(); i++) {
      for (int j = 0; j < users(); j++) {
        if (labels.get(i) && !labels.get(j)) {
          int order = Double.compare(probabilities.get(i), probabilities.get(j));
          sum += order > 0 ? 1 : order == 0 ? 0.5 : 0;
        }
      }
    }
    return sum / (count(true) * count(false));
  }

  double expectedCalibrationError() {
    Map<Integer, List<Integer>> bins = new HashMap<>();
    for (int i = 0; i < users(); i++) {
      int bin = (int) Math.min(9, Math.floor(probabilities.get(i) * 10));
      bins.computeIfAbsent(bin, ignored -> new ArrayList<>()).add(i);
    }
    double error = 0;
    for (List<Integer> bin : bins.values()) {
      double confidence = bin.stream().mapToDouble(probabilities::get).average().orElseThrow();
      double accuracy =
          bin.stream().mapToDouble(i -> labels.get(i) ? 1 : 0).average().orElseThrow();
      error += Math.abs(confidence - accuracy) * bin.size() / users();
    }
    return error;
  }

  /** Of a number of users that ten divides, no two of them with one probability. */
  double liftOfTopTenth() {
    List<Integer> ranked = new ArrayList<>();
    for (int i = 0; i < users(); i++) {
      ranked.add(i);
    }
    ranked.sort(Comparator.comparing((Integer i) -> probabilities.get(i)).reversed());
    List<Integer> top = ranked.subList(0, users() / 10);
    return top.stream().mapToDouble(i -> labels.get(i) ? 1 : 0).average().orElseThrow()
        / baseRate();
  }

  long count(double threshold, boolean isSaid, boolean hasChurned) {
    long count = 0;
    for (int i = 0; i < users(); i++) {
      boolean said = probabilities.get(i) >= threshold;
      count += said == isSaid && labels.get(i) == hasChurned ? 1 : 0;
    }
    return count;
  }
}
