package io.portrait.benchmark.learning;

import java.util.Comparator;
import java.util.List;

/** How well predictions put in order who leaves and who stays; ties count for half. */
final class Ranks {

  private Ranks() {}

  /**
   * The area under the ROC curve: the probability that someone who leaves is ranked above someone
   * who stays (Mann and Whitney 1947), exact.
   *
   * @return NaN where nobody left or nobody stayed
   */
  static double auc(List<Prediction> predictions) {
    List<Prediction> sorted = ascending(predictions);
    double pairs = 0;
    double stayedBelow = 0;
    double allChurned = 0;
    for (int from = 0; from < sorted.size(); ) {
      int to = endOfTies(sorted, from);
      double churned = churned(sorted.subList(from, to));
      double stayed = to - from - churned;
      pairs += churned * (stayedBelow + stayed / 2);
      stayedBelow += stayed;
      allChurned += churned;
      from = to;
    }
    return pairs / (allChurned * stayedBelow);
  }

  /**
   * How many of the tenth with the highest probabilities left; where a tie crosses the border, its
   * share.
   */
  static double churnedInTopTenth(List<Prediction> predictions) {
    List<Prediction> sorted = ascending(predictions);
    double border = sorted.size() - topTenth(predictions);
    double churned = 0;
    for (int from = 0; from < sorted.size(); ) {
      int to = endOfTies(sorted, from);
      double inside = Math.max(0, to - Math.max(from, border)) / (to - from);
      churned += inside * churned(sorted.subList(from, to));
      from = to;
    }
    return churned;
  }

  /** How many a tenth is. */
  static double topTenth(List<Prediction> predictions) {
    return predictions.size() / 10.0;
  }

  private static List<Prediction> ascending(List<Prediction> predictions) {
    return predictions.stream()
        .sorted(Comparator.comparingDouble(Prediction::probability))
        .toList();
  }

  private static int endOfTies(List<Prediction> sorted, int from) {
    int to = from + 1;
    while (to < sorted.size() && sorted.get(to).probability() == sorted.get(from).probability()) {
      to++;
    }
    return to;
  }

  private static long churned(List<Prediction> predictions) {
    return predictions.stream().filter(Prediction::hasChurned).count();
  }
}
