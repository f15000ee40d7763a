package io.portrait.benchmark.learning;

import io.portrait.learning.Example;
import java.util.List;

/** Says which users are alike. Called once a tick, in order. */
interface SegmentModel {

  /** Learns from the users of a tick. */
  void learn(List<Example> users);

  /**
   * The segment of a user as of the latest tick.
   *
   * @param current the user's segment before, or -1
   * @return from 0
   */
  int segment(Example user, int current);

  /** The squared distance of a user to a segment, of standardised columns. */
  double squaredDistance(Example user, int segment);
}
