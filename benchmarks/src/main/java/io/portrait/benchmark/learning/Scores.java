package io.portrait.benchmark.learning;

import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How good predictions were.
 *
 * @param predictions how many, at least 1
 * @param churned the share that left
 * @param auc over all of them
 * @param aucWithinTicks the mean of the ticks' own, each tick counting the same
 * @param logLoss mean, in nats
 * @param brier mean squared error
 * @param lift how much oftener than all users those in the top tenth of their tick left
 * @param calibrationError mean distance of probability and share in {@link #BINS} bins of the same
 *     width (ECE)
 */
record Scores(
    int predictions,
    double churned,
    double auc,
    double aucWithinTicks,
    double logLoss,
    double brier,
    double lift,
    double calibrationError) {

  private static final int BINS = 10;

  /** A probability of 0 or 1 that is wrong would cost without bound. */
  private static final double LEAST_PROBABILITY = 1e-6;

  static Scores of(List<Prediction> predictions) {
    Collection<List<Prediction>> ticks =
        predictions.stream()
            .collect(
                Collectors.groupingBy(Prediction::tickMillis, TreeMap::new, Collectors.toList()))
            .values();
    return new Scores(
        predictions.size(),
        share(predictions),
        Ranks.auc(predictions),
        ticks.stream()
            .mapToDouble(Ranks::auc)
            .filter(Double::isFinite)
            .average()
            .orElse(Double.NaN),
        predictions.stream().mapToDouble(Scores::logLoss).average().orElse(Double.NaN),
        predictions.stream().mapToDouble(Scores::squaredError).average().orElse(Double.NaN),
        lift(ticks),
        calibrationError(predictions));
  }

  private static double share(List<Prediction> predictions) {
    return predictions.stream().mapToInt(each -> each.hasChurned() ? 1 : 0).average().orElse(0);
  }

  private static double logLoss(Prediction prediction) {
    double right =
        prediction.hasChurned() ? prediction.probability() : 1 - prediction.probability();
    return -Math.log(Math.max(LEAST_PROBABILITY, right));
  }

  private static double squaredError(Prediction prediction) {
    double error = prediction.probability() - (prediction.hasChurned() ? 1 : 0);
    return error * error;
  }

  private static double lift(Collection<List<Prediction>> ticks) {
    double found = ticks.stream().mapToDouble(Ranks::churnedInTopTenth).sum();
    double byChance = ticks.stream().mapToDouble(tick -> Ranks.topTenth(tick) * share(tick)).sum();
    return found / byChance;
  }

  private static double calibrationError(List<Prediction> predictions) {
    double[] difference = new double[BINS];
    for (Prediction prediction : predictions) {
      int bin = Math.min(BINS - 1, (int) (prediction.probability() * BINS));
      difference[bin] += prediction.probability() - (prediction.hasChurned() ? 1 : 0);
    }
    double sum = 0;
    for (double each : difference) {
      sum += Math.abs(each);
    }
    return sum / predictions.size();
  }
}
