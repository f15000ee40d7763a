package io.portrait.benchmark.learning;

import io.portrait.learning.Calibration;
import io.portrait.learning.Example;
import java.util.IdentityHashMap;
import java.util.List;

/** A model whose probabilities are corrected by what came of those it gave before. */
final class Calibrated implements ChurnModel {

  private final ChurnModel model;
  private final Calibration calibration = new Calibration();
  private final IdentityHashMap<Example, Double> said = new IdentityHashMap<>();

  Calibrated(ChurnModel model) {
    this.model = model;
  }

  @Override
  public void learn(List<Example> matured) {
    for (Example example : matured) {
      Double probability = said.remove(example);
      if (probability != null) {
        calibration.add(probability, example.label());
      }
    }
    model.learn(matured);
  }

  @Override
  public double probability(Example example) {
    double raw = model.probability(example);
    said.put(example, raw);
    return calibration.apply(raw);
  }
}
