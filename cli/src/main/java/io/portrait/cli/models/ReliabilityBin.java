package io.portrait.cli.models;

import io.portrait.offline.ModelRow;
import java.util.ArrayList;
import java.util.List;

/**
 * Users of whom nearly the same was said.
 *
 * @param predicted the mean of what was said, 0 to 1
 * @param churned the share of them who churned, 0 to 1
 * @param users how many, at least 1
 */
record ReliabilityBin(double predicted, double churned, double users) {

  private static final int MOST = 10;

  /** The bins of all labels that have users, from the lowest. */
  static List<ReliabilityBin> all(ModelRow row) {
    List<ReliabilityBin> bins = new ArrayList<>();
    for (int i = 0; i < MOST; i++) {
      String bin = "reliability." + i;
      double users = row.metric(bin + ".n");
      if (users > 0) {
        bins.add(
            new ReliabilityBin(
                row.metric(bin + ".predicted"), row.metric(bin + ".churned"), users));
      }
    }
    return bins;
  }
}
