package io.portrait.learning;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** The means of some users' columns, raw and standardised, where they are not null. Mutable. */
final class ColumnSums {

  private final long[] counts;
  private final double[] sums;
  private final double[] standardisedSums;
  private long users;

  ColumnSums(int columns) {
    counts = new long[columns];
    sums = new double[columns];
    standardisedSums = new double[columns];
  }

  void add(double[] features, double[] point) {
    users++;
    for (int i = 0; i < counts.length; i++) {
      if (!Double.isNaN(features[i])) {
        counts[i]++;
        sums[i] += features[i];
        standardisedSums[i] += point[i];
      }
    }
  }

  long users() {
    return users;
  }

  /** NaN where no user had a number. */
  double mean(int column) {
    return sums[column] / counts[column];
  }

  /** In standard deviations; NaN where no user had a number. */
  double standardisedMean(int column) {
    return standardisedSums[column] / counts[column];
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(users);
    for (int i = 0; i < counts.length; i++) {
      out.writeLong(counts[i]);
      out.writeDouble(sums[i]);
      out.writeDouble(standardisedSums[i]);
    }
  }

  void read(DataInput in) throws IOException {
    users = in.readLong();
    for (int i = 0; i < counts.length; i++) {
      counts[i] = in.readLong();
      sums[i] = in.readDouble();
      standardisedSums[i] = in.readDouble();
    }
  }
}
