package io.portrait.learning;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;

/** Who was said to churn, from a threshold on, and who did. Mutable. */
final class Confusion {

  private long truePositives;
  private long falsePositives;
  private long trueNegatives;
  private long falseNegatives;

  void add(boolean isSaidToChurn, boolean hasChurned) {
    if (isSaidToChurn) {
      truePositives += hasChurned ? 1 : 0;
      falsePositives += hasChurned ? 0 : 1;
    } else {
      trueNegatives += hasChurned ? 0 : 1;
      falseNegatives += hasChurned ? 1 : 0;
    }
  }

  void add(Confusion other) {
    truePositives += other.truePositives;
    falsePositives += other.falsePositives;
    trueNegatives += other.trueNegatives;
    falseNegatives += other.falseNegatives;
  }

  long users() {
    return truePositives + falsePositives + trueNegatives + falseNegatives;
  }

  long churned() {
    return truePositives + falseNegatives;
  }

  /**
   * Puts the four counts; precision, the share of those said to churn who did; recall, the share of
   * those who churned who were said to; and F1, their harmonic mean.
   */
  void put(String prefix, Map<String, Double> metrics) {
    metrics.put(prefix + "true_positives", (double) truePositives);
    metrics.put(prefix + "false_positives", (double) falsePositives);
    metrics.put(prefix + "true_negatives", (double) trueNegatives);
    metrics.put(prefix + "false_negatives", (double) falseNegatives);
    long saidToChurn = truePositives + falsePositives;
    metrics.put(prefix + "precision", (double) truePositives / saidToChurn);
    metrics.put(prefix + "recall", (double) truePositives / churned());
    metrics.put(prefix + "f1", 2.0 * truePositives / (saidToChurn + churned()));
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(truePositives);
    out.writeLong(falsePositives);
    out.writeLong(trueNegatives);
    out.writeLong(falseNegatives);
  }

  static Confusion read(DataInput in) throws IOException {
    Confusion confusion = new Confusion();
    confusion.truePositives = in.readLong();
    confusion.falsePositives = in.readLong();
    confusion.trueNegatives = in.readLong();
    confusion.falseNegatives = in.readLong();
    return confusion;
  }
}
