package io.portrait.benchmark.learning;

import io.portrait.learning.Example;
import java.util.List;

/** Says who leaves. Called once a tick, in order. */
interface ChurnModel {

  /**
   * Learns what has matured since the tick before.
   *
   * @param matured in (tick, {@link io.portrait.learning.ExampleOrder}) order; often none
   */
  void learn(List<Example> matured);

  /**
   * How likely a user leaves.
   *
   * @param example of the current tick; its label is not looked at
   * @return from 0 to 1
   */
  double probability(Example example);
}
