package io.portrait.benchmark.learning;

import io.portrait.learning.Example;
import io.portrait.learning.KMeansLearner;
import io.portrait.learning.KMeansModel;
import io.portrait.learning.KMeansSpec;
import java.util.List;

/** The model of the job: a block closes when it is full, and at the end of a tick. */
final class OnlineSegments implements SegmentModel {

  private final KMeansLearner learner;
  private final double switchBelow;

  OnlineSegments(KMeansSpec spec, double switchBelow) {
    learner = new KMeansLearner(spec);
    this.switchBelow = switchBelow;
  }

  @Override
  public void learn(List<Example> users) {
    users.forEach(learner::learn);
    learner.closeBlock();
  }

  @Override
  public int segment(Example user, int current) {
    return model().assign(user.features(), current, switchBelow);
  }

  @Override
  public double squaredDistance(Example user, int segment) {
    return model().squaredDistance(user.features(), segment);
  }

  private KMeansModel model() {
    KMeansModel model = learner.model();
    if (model == null) {
      throw new IllegalStateException("the ticks so far had too few users to tell segments apart");
    }
    return model;
  }
}
