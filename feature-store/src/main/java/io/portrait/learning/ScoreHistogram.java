package io.portrait.learning;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How the probabilities of those who churned and of those who stayed are spread, fine enough to
 * rank by.
 *
 * <p>8,192 bins of equal width in log odds from -16 to 16, so that rare labels are told apart as
 * well as frequent ones. The area under the ROC curve comes from the bins, where two users of one
 * bin count as a tie, and with it a bound of how far that is from the exact area. Sums are whole
 * numbers: histograms can be added in any order. Memory: 192 KiB; a state of it holds only bins
 * that are not empty. Mutable.
 */
final class ScoreHistogram {

  private static final int BINS = 8_192;
  private static final double GREATEST_LOG_ODDS = 16;
  private static final double BINS_PER_LOG_ODDS = BINS / (2 * GREATEST_LOG_ODDS);

  private final long[] churned = new long[BINS];
  private final long[] stayed = new long[BINS];

  /** The one probability of a bin; NaN where it has several. */
  private final double[] value = new double[BINS];

  private long allChurned;
  private long allStayed;

  /**
   * Counts one user.
   *
   * @param probability 0 to 1
   */
  void add(double probability, boolean hasChurned) {
    int bin = bin(probability);
    put(bin, hasChurned ? 1 : 0, hasChurned ? 0 : 1, probability);
  }

  /** Counts all users of another. */
  void add(ScoreHistogram other) {
    for (int bin = 0; bin < BINS; bin++) {
      if (other.size(bin) > 0) {
        put(bin, other.churned[bin], other.stayed[bin], other.value[bin]);
      }
    }
  }

  private void put(int bin, long newChurned, long newStayed, double newValue) {
    value[bin] = size(bin) == 0 || value[bin] == newValue ? newValue : Double.NaN;
    churned[bin] += newChurned;
    stayed[bin] += newStayed;
    allChurned += newChurned;
    allStayed += newStayed;
  }

  private long size(int bin) {
    return churned[bin] + stayed[bin];
  }

  private static int bin(double probability) {
    double logOdds = StrictMath.log(probability / (1 - probability));
    double place = (logOdds + GREATEST_LOG_ODDS) * BINS_PER_LOG_ODDS;
    return (int) Math.max(0, Math.min(BINS - 1, place));
  }

  /**
   * The share of pairs, one who churned and one who stayed, in which the one who churned has the
   * higher probability; ties count half. Hanley and McNeil, "The meaning and use of the area under
   * a ROC curve", Radiology 1982.
   *
   * @return within {@link #aucError} of exact; NaN without a pair
   */
  double auc() {
    double pairs = 0;
    double stayedBelow = 0;
    for (int bin = 0; bin < BINS; bin++) {
      pairs += churned[bin] * (stayedBelow + 0.5 * stayed[bin]);
      stayedBelow += stayed[bin];
    }
    return pairs / allPairs();
  }

  /**
   * How far {@link #auc} is from exact at most: half of the pairs that share a bin, but for those
   * that have the same probability.
   *
   * @return 0 to 0.5; NaN without a pair
   */
  double aucError() {
    double pairs = 0;
    for (int bin = 0; bin < BINS; bin++) {
      if (Double.isNaN(value[bin])) {
        pairs += (double) churned[bin] * stayed[bin];
      }
    }
    return 0.5 * pairs / allPairs();
  }

  private double allPairs() {
    double pairs = (double) allChurned * allStayed;
    return pairs == 0 ? Double.NaN : pairs;
  }

  /**
   * How many times more often those of the highest tenth of probabilities churned than all did. Of
   * the bin in which the tenth ends, the part of it that is needed counts, at the bin's rate.
   *
   * @return 0 to 10; NaN where nobody churned
   */
  double liftOfTopTenth() {
    double tenth = 0.1 * (allChurned + allStayed);
    double left = tenth;
    double found = 0;
    for (int bin = BINS - 1; bin >= 0 && left > 0; bin--) {
      if (size(bin) > 0) {
        double taken = Math.min(left, (double) size(bin));
        found += taken * churned[bin] / size(bin);
        left -= taken;
      }
    }
    return allChurned == 0 ? Double.NaN : found / (0.1 * allChurned);
  }

  void write(DataOutput out) throws IOException {
    int last = -1;
    for (int bin = 0; bin < BINS; bin++) {
      if (size(bin) > 0) {
        writeCount(out, bin - last);
        writeCount(out, churned[bin]);
        writeCount(out, stayed[bin]);
        boolean isMixed = Double.isNaN(value[bin]);
        out.writeBoolean(isMixed);
        if (!isMixed) {
          out.writeDouble(value[bin]);
        }
        last = bin;
      }
    }
    writeCount(out, 0);
  }

  static ScoreHistogram read(DataInput in) throws IOException {
    ScoreHistogram histogram = new ScoreHistogram();
    long bin = -1;
    for (long gap = readCount(in); gap > 0; gap = readCount(in)) {
      bin += gap;
      if (bin >= BINS) {
        throw new IOException("no such bin of a histogram: " + bin);
      }
      long churned = readCount(in);
      long stayed = readCount(in);
      histogram.put((int) bin, churned, stayed, in.readBoolean() ? Double.NaN : in.readDouble());
    }
    return histogram;
  }

  /** Seven bits a byte, the lowest first, the eighth says that more follow. */
  private static void writeCount(DataOutput out, long count) throws IOException {
    long rest = count;
    while (rest >= 0x80) {
      out.writeByte((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    out.writeByte((int) rest);
  }

  private static long readCount(DataInput in) throws IOException {
    long count = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      int part = in.readUnsignedByte();
      count |= (long) (part & 0x7F) << shift;
      if (part < 0x80) {
        return count;
      }
    }
    throw new IOException("a count of more than 64 bits");
  }
}
