package io.portrait.benchmark.learning;

import io.portrait.learning.Example;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * How tight segments are, and how steady. The first quarter of the ticks is not counted.
 *
 * @param inertia the squared distance of a user to their segment, a tick's mean each
 * @param switched the share of users of a tick who were in another segment at the tick before
 * @param relabelled the share of users of a tick who would be in another segment now if they were
 *     still as they were at the tick before: what the model alone does
 */
record SegmentScores(List<Double> inertia, double switched, double relabelled) {

  static SegmentScores of(SortedMap<Long, List<Example>> ticks, SegmentModel model) {
    Map<String, Integer> segments = new HashMap<>();
    Map<String, Example> before = Map.of();
    List<Double> inertia = new ArrayList<>();
    Shares switched = new Shares();
    Shares relabelled = new Shares();
    int warmUp = ticks.size() / 4;
    for (List<Example> users : ticks.values()) {
      model.learn(users);
      double sum = 0;
      Map<String, Example> now = new HashMap<>();
      for (Example user : users) {
        Integer old = segments.get(user.userId());
        Example then = before.get(user.userId());
        int segment = model.segment(user, old == null ? -1 : old);
        sum += model.squaredDistance(user, segment);
        if (warmUp <= 0 && old != null && then != null) {
          switched.add(segment != old);
          relabelled.add(model.segment(then, old) != old);
        }
        segments.put(user.userId(), segment);
        now.put(user.userId(), user);
      }
      if (warmUp-- <= 0) {
        inertia.add(sum / users.size());
      }
      before = now;
    }
    return new SegmentScores(inertia, switched.share(), relabelled.share());
  }

  /** The mean over the ticks of the ratio of inertias. */
  double inertiaBeside(SegmentScores other) {
    double sum = 0;
    for (int i = 0; i < inertia.size(); i++) {
      sum += inertia.get(i) / other.inertia.get(i);
    }
    return sum / inertia.size();
  }

  /** Counts how often something is so. */
  private static final class Shares {
    private long so;
    private long all;

    void add(boolean isSo) {
      so += isSo ? 1 : 0;
      all++;
    }

    double share() {
      return all == 0 ? Double.NaN : (double) so / all;
    }
  }
}
