package io.portrait.learning;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;

/**
 * Whether of those who were said to churn with 30 % some 30 % did: ten bins of equal width, after
 * Naeini, Cooper and Hauskrecht, "Obtaining Well Calibrated Probabilities Using Bayesian Binning",
 * AAAI 2015. Mutable.
 */
final class Reliability {

  static final int BINS = 10;

  private final long[] users = new long[BINS];
  private final long[] churned = new long[BINS];
  private final double[] predicted = new double[BINS];

  /**
   * Counts one user.
   *
   * @param probability 0 to 1
   */
  void add(double probability, boolean hasChurned) {
    int bin = (int) Math.min(BINS - 1, probability * BINS);
    users[bin]++;
    churned[bin] += hasChurned ? 1 : 0;
    predicted[bin] += probability;
  }

  void add(Reliability other) {
    for (int bin = 0; bin < BINS; bin++) {
      users[bin] += other.users[bin];
      churned[bin] += other.churned[bin];
      predicted[bin] += other.predicted[bin];
    }
  }

  /**
   * The expected calibration error: how far the share that churned is from the mean probability,
   * bin by bin, weighted by users.
   *
   * @return 0 to 1; NaN without users
   */
  double expectedCalibrationError() {
    double apart = 0;
    long all = 0;
    for (int bin = 0; bin < BINS; bin++) {
      apart += Math.abs(churned[bin] - predicted[bin]);
      all += users[bin];
    }
    return all == 0 ? Double.NaN : apart / all;
  }

  /** Puts what each bin holds that is not empty: its users, the mean probability, the share. */
  void putBins(String prefix, Map<String, Double> metrics) {
    for (int bin = 0; bin < BINS; bin++) {
      if (users[bin] > 0) {
        String name = prefix + "reliability." + bin;
        metrics.put(name + ".n", (double) users[bin]);
        metrics.put(name + ".predicted", predicted[bin] / users[bin]);
        metrics.put(name + ".churned", (double) churned[bin] / users[bin]);
      }
    }
  }

  void write(DataOutput out) throws IOException {
    for (int bin = 0; bin < BINS; bin++) {
      out.writeLong(users[bin]);
      out.writeLong(churned[bin]);
      out.writeDouble(predicted[bin]);
    }
  }

  static Reliability read(DataInput in) throws IOException {
    Reliability reliability = new Reliability();
    for (int bin = 0; bin < BINS; bin++) {
      reliability.users[bin] = in.readLong();
      reliability.churned[bin] = in.readLong();
      reliability.predicted[bin] = in.readDouble();
    }
    return reliability;
  }
}
