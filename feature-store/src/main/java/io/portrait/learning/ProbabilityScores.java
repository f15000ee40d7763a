package io.portrait.learning;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;

/** How good the probabilities of one source are: of the model, or of a baseline. Mutable. */
final class ProbabilityScores {

  /** What was said to be impossible and happened costs as much as this probability. */
  private static final double LEAST = 1e-15;

  private final ScoreHistogram histogram;
  private final Reliability reliability;
  private long users;
  private double logLoss;
  private double brier;
  private long rankedTicks;
  private double aucOfTicks;

  ProbabilityScores() {
    this(new ScoreHistogram(), new Reliability());
  }

  private ProbabilityScores(ScoreHistogram histogram, Reliability reliability) {
    this.histogram = histogram;
    this.reliability = reliability;
  }

  /**
   * Counts one user.
   *
   * @param probability 0 to 1; anything else is no answer and counts as the worst one there is
   */
  void add(double probability, boolean hasChurned) {
    double said = sound(probability, hasChurned);
    double ofWhatHappened = hasChurned ? said : 1 - said;
    users++;
    logLoss -= StrictMath.log(Math.max(LEAST, ofWhatHappened));
    brier += (1 - ofWhatHappened) * (1 - ofWhatHappened);
    histogram.add(said, hasChurned);
    reliability.add(said, hasChurned);
  }

  private static double sound(double probability, boolean hasChurned) {
    boolean isSound = probability >= 0 && probability <= 1;
    return isSound ? probability : hasChurned ? 0 : 1;
  }

  /** Says that what was added is one tick, which is complete. */
  void endTick() {
    double auc = histogram.auc();
    if (!Double.isNaN(auc)) {
      rankedTicks = 1;
      aucOfTicks = auc;
    }
  }

  void add(ProbabilityScores other) {
    users += other.users;
    logLoss += other.logLoss;
    brier += other.brier;
    rankedTicks += other.rankedTicks;
    aucOfTicks += other.aucOfTicks;
    histogram.add(other.histogram);
    reliability.add(other.reliability);
  }

  /** The mean of {@code -ln} of the probability of what happened; NaN without users. */
  double logLoss() {
    return logLoss / users;
  }

  void put(String prefix, Map<String, Double> metrics) {
    metrics.put(prefix + "log_loss", logLoss());
    metrics.put(prefix + "brier", brier / users);
    metrics.put(prefix + "auc", histogram.auc());
    metrics.put(prefix + "auc_error", histogram.aucError());
    metrics.put(prefix + "auc_within_ticks", aucOfTicks / rankedTicks);
    metrics.put(prefix + "ece", reliability.expectedCalibrationError());
    metrics.put(prefix + "lift_top_tenth", histogram.liftOfTopTenth());
  }

  void putBins(String prefix, Map<String, Double> metrics) {
    reliability.putBins(prefix, metrics);
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(users);
    out.writeDouble(logLoss);
    out.writeDouble(brier);
    out.writeLong(rankedTicks);
    out.writeDouble(aucOfTicks);
    histogram.write(out);
    reliability.write(out);
  }

  static ProbabilityScores read(DataInput in) throws IOException {
    long users = in.readLong();
    double logLoss = in.readDouble();
    double brier = in.readDouble();
    long rankedTicks = in.readLong();
    double aucOfTicks = in.readDouble();
    ProbabilityScores scores = new ProbabilityScores(ScoreHistogram.read(in), Reliability.read(in));
    scores.users = users;
    scores.logLoss = logLoss;
    scores.brier = brier;
    scores.rankedTicks = rankedTicks;
    scores.aucOfTicks = aucOfTicks;
    return scores;
  }
}
