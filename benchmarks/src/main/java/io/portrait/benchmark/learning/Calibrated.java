package io.portrait.benchmark.learning;

import io.portrait.learning.Calibration;
import io.portrait.learning.Example;
import java.util.IdentityHashMap;
import java.util.List;

/** A model whose probabilities are corrected by what came of those it gave before. */
final class Calibrated implements ChurnModel {

  private final ChurnModel model;
  private final Calibration calibration = new Calibration();
  private final IdentityHashMap<Example, Said> said = new IdentityHashMap<>();

  /** A probability, and what the correction made of it then. */
  private record Said(double raw, double corrected) {}

  Calibrated(ChurnModel model) {
    this.model = model;
  }

  @Override
  public void learn(List<Example> matured) {
    for (Example example : matured) {
      Said then = said.remove(example);
      if (then != null) {
        calibration.add(then.raw(), then.corrected(), example.label());
      }
    }
    model.learn(matured);
  }

  @Override
  public double probability(Example example) {
    double raw = model.probability(example);
    said.put(example, new Said(raw, calibration.corrected(raw)));
    return calibration.apply(raw);
  }
}
