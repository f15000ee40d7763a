package io.portrait.benchmark.learning;

import io.portrait.learning.Example;
import java.util.List;

/** The share of all matured labels that left, the same for everybody. */
final class BaseRate implements ChurnModel {

  private double churned = 0.5;
  private double all = 1;

  @Override
  public void learn(List<Example> matured) {
    for (Example example : matured) {
      churned += example.label();
      all++;
    }
  }

  @Override
  public double probability(Example example) {
    return churned / all;
  }
}
