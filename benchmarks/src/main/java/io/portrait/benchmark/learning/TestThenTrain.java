package io.portrait.benchmark.learning;

import io.portrait.learning.Example;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * Predicts every example before its label is learned: at each tick a model learns first what has
 * matured by then, and nothing else.
 *
 * <p>Gama, Sebastião, Rodrigues, "On evaluating stream learning algorithms", Machine Learning 2013.
 */
final class TestThenTrain {

  private final SortedMap<Long, List<Example>> ticks;

  /**
   * Of such examples.
   *
   * @param ticks at least one example each; all of a tick mature together, after it
   */
  TestThenTrain(SortedMap<Long, List<Example>> ticks) {
    this.ticks = ticks;
  }

  /** The predictions of all ticks, in order. */
  List<Prediction> run(ChurnModel model) {
    List<Prediction> predictions = new ArrayList<>();
    List<List<Example>> all = List.copyOf(ticks.values());
    int learned = 0;
    for (List<Example> tick : all) {
      long now = tick.get(0).tickMillis();
      List<Example> matured = new ArrayList<>();
      while (all.get(learned).get(0).dueMillis() <= now) {
        matured.addAll(all.get(learned));
        learned++;
      }
      model.learn(matured);
      for (Example example : tick) {
        double probability = model.probability(example);
        predictions.add(new Prediction(example.tickMillis(), probability, example.label() == 1));
      }
    }
    return predictions;
  }

  /** Without those of the first quarter of the ticks, in which models know little yet. */
  static List<Prediction> afterWarmUp(List<Prediction> predictions) {
    List<Long> ticks = predictions.stream().map(Prediction::tickMillis).distinct().toList();
    int warmUp = ticks.size() / 4;
    return warmUp == 0
        ? predictions
        : predictions.stream()
            .filter(prediction -> prediction.tickMillis() >= ticks.get(warmUp))
            .toList();
  }
}
