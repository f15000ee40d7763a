package io.portrait.benchmark.learning;

import io.portrait.learning.Example;
import java.util.List;

/** A model that sees a single column. */
final class Narrowed implements ChurnModel {

  private final ChurnModel model;
  private final int column;

  /**
   * Lets a model see nothing but a column.
   *
   * @param model of one input
   * @param column of the examples, from 0
   */
  Narrowed(ChurnModel model, int column) {
    this.model = model;
    this.column = column;
  }

  @Override
  public void learn(List<Example> matured) {
    model.learn(matured.stream().map(this::narrowed).toList());
  }

  @Override
  public double probability(Example example) {
    return model.probability(narrowed(example));
  }

  private Example narrowed(Example example) {
    return new Example(
        example.userId(),
        example.tickMillis(),
        example.dueMillis(),
        new double[] {example.features()[column]},
        example.label(),
        example.weight());
  }
}
