package io.portrait.learning;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Corrects probabilities that are too bold, too timid, too high or too low as a whole: {@code p' =
 * 1 / (1 + e^-(a ln(p / (1 - p)) + b))}, Platt, "Probabilistic outputs for support vector
 * machines", 1999, learned as labels come.
 *
 * <p>a and b follow the least of a discounted log-loss by one Newton step a label. The discounted
 * past is held as its curvature; a quadratic prior at a = 1 and b = 0, no correction, keeps its
 * strength for ever. Every label is first used to compare the correction as it stood with the raw
 * probability, and then learned from. Mutable.
 */
public final class Calibration {

  private static final int FORMAT = 1;

  /** Before so many labels nothing is corrected. */
  static final long LEAST_EXAMPLES = 1_000;

  /** The weight of a label that is so many labels old is 1/e of the newest. */
  static final double SPAN = 20_000;

  private static final double KEPT = 1 - 1 / SPAN;

  /** Curvature of the prior: counts as much as 400 labels whose probability is one half. */
  private static final double PRIOR = 100;

  /** Scores further out say nothing about a line through the bulk of them. */
  private static final double GREATEST_SCORE = 15;

  private double slope = 1;
  private double intercept = 0;

  /** The curvature: second derivatives by slope, by both, by intercept. */
  private double slopeCurvature = PRIOR;

  private double mixedCurvature = 0;
  private double interceptCurvature = PRIOR;

  private long examples;
  private double rawBrier;
  private double correctedBrier;

  /** Of the gain, raw less corrected squared error: the discounted mean square. */
  private double squaredGain;

  /** The sums of the discounted weights and of their squares. */
  private double weight;

  private double squaredWeight;

  /** Of nothing yet: corrects nothing. */
  public Calibration() {}

  /**
   * Learns from what came of a user.
   *
   * @param raw the probability as the model gave it, before the label was known
   * @param then {@link #corrected} of it when it was given: with labels that take weeks, a
   *     correction has to help for as long
   * @param label 1 or 0; nothing happens where one of the three is no number
   */
  public void add(double raw, double then, double label) {
    if (Double.isNaN(raw) || Double.isNaN(then) || Double.isNaN(label)) {
      return;
    }
    compare((raw - label) * (raw - label), (then - label) * (then - label));
    examples++;

    double score = score(raw);
    double corrected = corrected(raw);
    double curvature = corrected * (1 - corrected);
    double forgotten = 1 - KEPT;
    slopeCurvature = KEPT * slopeCurvature + forgotten * PRIOR + curvature * score * score;
    mixedCurvature = KEPT * mixedCurvature + curvature * score;
    interceptCurvature = KEPT * interceptCurvature + forgotten * PRIOR + curvature;
    double bySlope = (corrected - label) * score + forgotten * PRIOR * (slope - 1);
    double byIntercept = corrected - label + forgotten * PRIOR * intercept;
    double determinant = slopeCurvature * interceptCurvature - mixedCurvature * mixedCurvature;
    slope -= (interceptCurvature * bySlope - mixedCurvature * byIntercept) / determinant;
    intercept -= (slopeCurvature * byIntercept - mixedCurvature * bySlope) / determinant;
  }

  /** As {@link #add(double, double, double)}, of a label that comes at once. */
  public void add(double raw, double label) {
    add(raw, corrected(raw), label);
  }

  private void compare(double rawError, double correctedError) {
    weight = KEPT * weight + 1;
    squaredWeight = KEPT * KEPT * squaredWeight + 1;
    double gain = rawError - correctedError;
    rawBrier += (rawError - rawBrier) / weight;
    correctedBrier += (correctedError - correctedBrier) / weight;
    squaredGain += (gain * gain - squaredGain) / weight;
  }

  /** The probability, corrected where that {@linkplain #helps has helped}. */
  public double apply(double raw) {
    return helps() ? corrected(raw) : raw;
  }

  /** The probability corrected, whether that helps or not; NaN of NaN. */
  public double corrected(double raw) {
    return LogisticCurve.probability(slope * score(raw) + intercept);
  }

  /**
   * Whether the corrected probabilities were better than the raw ones of late: after 1,000 labels,
   * where their Brier score is lower by more than two standard errors of the difference, which
   * chance alone does not bring about, and where users keep their order.
   */
  public boolean helps() {
    double gain = rawBrier - correctedBrier;
    double variance = Math.max(0, squaredGain - gain * gain) * squaredWeight / (weight * weight);
    return examples >= LEAST_EXAMPLES && slope > 0 && gain > 2 * Math.sqrt(variance);
  }

  /** The Brier score of the raw probabilities of late; 0 while there is none. */
  public double rawBrier() {
    return rawBrier;
  }

  /** That of the corrected ones, whether or not they were used. */
  public double correctedBrier() {
    return correctedBrier;
  }

  /** By how much scores are stretched, a; 1 means not at all. */
  public double slope() {
    return slope;
  }

  /** By how much scores are shifted, b; 0 means not at all. */
  public double intercept() {
    return intercept;
  }

  /** Labels added so far. */
  public long examples() {
    return examples;
  }

  private static double score(double probability) {
    double score = LogisticCurve.score(probability);
    return Math.max(-GREATEST_SCORE, Math.min(GREATEST_SCORE, score));
  }

  /** Writes everything. */
  public void write(DataOutput out) throws IOException {
    out.writeByte(FORMAT);
    out.writeLong(examples);
    Doubles.write(
        new double[] {
          slope,
          intercept,
          slopeCurvature,
          mixedCurvature,
          interceptCurvature,
          rawBrier,
          correctedBrier,
          squaredGain,
          weight,
          squaredWeight
        },
        out);
  }

  /** Reads what {@link #write} wrote. */
  public static Calibration read(DataInput in) throws IOException {
    int format = in.readByte();
    if (format != FORMAT) {
      throw new IOException("unknown version of a calibration: " + format);
    }
    Calibration read = new Calibration();
    read.examples = in.readLong();
    double[] numbers = Doubles.read(in);
    read.slope = numbers[0];
    read.intercept = numbers[1];
    read.slopeCurvature = numbers[2];
    read.mixedCurvature = numbers[3];
    read.interceptCurvature = numbers[4];
    read.rawBrier = numbers[5];
    read.correctedBrier = numbers[6];
    read.squaredGain = numbers[7];
    read.weight = numbers[8];
    read.squaredWeight = numbers[9];
    return read;
  }
}
