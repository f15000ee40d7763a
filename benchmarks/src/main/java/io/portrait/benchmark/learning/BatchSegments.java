package io.portrait.benchmark.learning;

import io.portrait.learning.Example;
import io.portrait.learning.Input;
import io.portrait.learning.KMeansSpec;
import io.portrait.learning.Scaler;
import java.util.List;
import java.util.Random;

/** Segments found anew at every tick among its users: the least inertia, whatever the numbers. */
final class BatchSegments implements SegmentModel {

  private static final int SEED = 1;

  private final int count;
  private final Scaler scaler;
  private final Random random = new Random(SEED);
  private KMeansFit fit = new KMeansFit(new double[0][], 0);

  BatchSegments(KMeansSpec spec) {
    count = spec.count();
    scaler = new Scaler(spec.columns(), spec.clip());
  }

  @Override
  public void learn(List<Example> users) {
    users.forEach(user -> scaler.add(user.features(), 1));
    fit = KMeansFit.of(users.stream().map(this::point).toList(), count, random);
  }

  @Override
  public int segment(Example user, int current) {
    return fit.nearest(point(user));
  }

  @Override
  public double squaredDistance(Example user, int segment) {
    double[] point = point(user);
    double[] centroid = fit.centroids()[segment];
    double sum = 0;
    for (int i = 0; i < point.length; i++) {
      sum += (point[i] - centroid[i]) * (point[i] - centroid[i]);
    }
    return sum;
  }

  private double[] point(Example user) {
    List<Input> columns = scaler.columns();
    double[] point = new double[columns.size()];
    for (int i = 0; i < point.length; i++) {
      point[i] = scaler.standardised(i, user.features()[i]);
    }
    return point;
  }
}
