package io.portrait.learning;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * How one column was spread in the reference period: its first rows, which are kept until there are
 * enough, then ten bins between their exact deciles and one for null, which stay as they are.
 *
 * <p>Where many rows have one value, deciles coincide and bins merge: of a column that is 0 for six
 * in ten, the lowest bin holds those six. Mutable until fixed.
 */
final class ReferenceColumn {

  /** Between nine cuts, and the last for null. */
  static final int BINS = 11;

  static final int NULL_BIN = BINS - 1;

  private static final int QUANTILES = 10;

  /** The first rows; empty once fixed. */
  private double[] sample;

  private int sampleSize;

  /** Rising, 0 to 9; bin b holds what is above cut b - 1 and not above cut b. */
  private double[] cuts = new double[0];

  private final long[] counts = new long[BINS];

  /**
   * Of nothing yet.
   *
   * @param rows after how many it is fixed, positive
   */
  ReferenceColumn(int rows) {
    sample = new double[rows];
  }

  boolean isFixed() {
    return sample.length == 0;
  }

  /** Takes a row, NaN where it is null; once fixed, nothing more. */
  void add(double raw) {
    if (!isFixed()) {
      sample[sampleSize++] = raw;
      if (sampleSize == sample.length) {
        fix();
      }
    }
  }

  private void fix() {
    double[] known = Arrays.stream(sample).filter(value -> !Double.isNaN(value)).toArray();
    Arrays.sort(known);
    cuts = known.length == 0 ? new double[0] : deciles(known);
    for (double value : sample) {
      counts[bin(value)]++;
    }
    sample = new double[0];
    sampleSize = 0;
  }

  /** The least value that k tenths of all do not exceed, for k from 1 to 9, each once. */
  private static double[] deciles(double[] sorted) {
    double[] deciles = new double[QUANTILES - 1];
    for (int k = 1; k < QUANTILES; k++) {
      int atMost = (int) (((long) k * sorted.length + QUANTILES - 1) / QUANTILES);
      // Adding zero makes -0 a 0, which are one value.
      deciles[k - 1] = sorted[atMost - 1] + 0.0;
    }
    return Arrays.stream(deciles).distinct().toArray();
  }

  /**
   * Where a number falls, once fixed.
   *
   * @return 0 to {@link #NULL_BIN}, which is that of NaN
   */
  int bin(double raw) {
    if (Double.isNaN(raw)) {
      return NULL_BIN;
    }
    int bin = 0;
    while (bin < cuts.length && raw > cuts[bin]) {
      bin++;
    }
    return bin;
  }

  /** Rows of the reference a bin, shape [{@link #BINS}]; all 0 until fixed. */
  long[] counts() {
    return counts.clone();
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(sample.length);
    writeAll(out, sample, sampleSize);
    writeAll(out, cuts, cuts.length);
    for (long count : counts) {
      out.writeLong(count);
    }
  }

  private static void writeAll(DataOutput out, double[] values, int size) throws IOException {
    out.writeInt(size);
    for (int i = 0; i < size; i++) {
      out.writeDouble(values[i]);
    }
  }

  static ReferenceColumn read(DataInput in) throws IOException {
    ReferenceColumn column = new ReferenceColumn(in.readInt());
    for (int size = in.readInt(); size > 0; size--) {
      column.sample[column.sampleSize++] = in.readDouble();
    }
    column.cuts = new double[in.readInt()];
    for (int i = 0; i < column.cuts.length; i++) {
      column.cuts[i] = in.readDouble();
    }
    for (int bin = 0; bin < BINS; bin++) {
      column.counts[bin] = in.readLong();
    }
    return column;
  }
}
