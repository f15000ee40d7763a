package io.portrait.benchmark.learning;

import io.portrait.learning.Example;
import io.portrait.learning.LogisticLearner;
import io.portrait.learning.LogisticSpec;
import java.util.List;

/** The model of the job: a block closes when it is full, and at the end of a tick. */
final class OnlineLogistic implements ChurnModel {

  private final LogisticLearner learner;
  private final double weight;

  private OnlineLogistic(LogisticSpec spec, double weight) {
    learner = new LogisticLearner(spec);
    this.weight = weight;
  }

  /** As the job has it: the gradients of a block are summed up. */
  static OnlineLogistic summing(LogisticSpec spec) {
    return new OnlineLogistic(spec, 1);
  }

  /** The gradients of a full block are averaged: each example weighs one part of a block. */
  static OnlineLogistic averaging(LogisticSpec spec) {
    return new OnlineLogistic(spec, 1.0 / spec.learning().block());
  }

  @Override
  public void learn(List<Example> matured) {
    for (Example example : matured) {
      learner.learn(weighted(example));
    }
    learner.closeBlock();
  }

  private Example weighted(Example example) {
    return new Example(
        example.userId(),
        example.tickMillis(),
        example.dueMillis(),
        example.features(),
        example.label(),
        example.weight() * weight);
  }

  @Override
  public double probability(Example example) {
    return learner.model().probability(example.features());
  }
}
