package io.portrait.learning;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How good the churn model is, tested before it learns: each example counts with what was said at
 * its tick, when nobody knew its label (Gama, Sebastião and Rodrigues, "On evaluating stream
 * learning algorithms", Machine Learning 2013), beside two baselines that anyone could have had.
 *
 * <p>{@link #metrics} has each figure three times: {@code auc} of everything since the start,
 * {@code span.auc} of a trailing span of event time, {@code tick.auc} of the latest tick; and of
 * the baselines as {@code base_rate.auc} and {@code recency.auc}. Examples count once each,
 * whatever their weight. Mutable; the same examples and ticks in the same order give the same bits.
 */
public final class ChurnEvaluation {

  private static final int VERSION = 1;

  /** Fewer labels of a span than this condemn nobody. */
  private static final int LEAST_USERS = 100;

  /** Nor does a single tick, which may have been an odd day. */
  private static final int LEAST_TICKS = 2;

  private final double threshold;
  private final Duration spanLength;
  private final ChurnFigures all;
  private final TrailingFigures trailing;
  private ChurnFigures span;
  private ChurnFigures latest;
  private ChurnFigures current;

  /**
   * Of nothing yet.
   *
   * @param span how much event time the trailing figures and {@link #isExploded} look back
   * @param threshold from which probability on a user is said to churn
   */
  public ChurnEvaluation(Duration span, double threshold) {
    this(
        span,
        threshold,
        new ChurnFigures(),
        new TrailingFigures(span),
        new ChurnFigures(),
        new ChurnFigures());
  }

  private ChurnEvaluation(
      Duration spanLength,
      double threshold,
      ChurnFigures all,
      TrailingFigures trailing,
      ChurnFigures latest,
      ChurnFigures current) {
    this.spanLength = spanLength;
    this.threshold = threshold;
    this.all = all;
    this.trailing = trailing;
    this.span = trailing.sum();
    this.latest = latest;
    this.current = current;
  }

  /**
   * Counts a user whose label has matured.
   *
   * @param prediction what was said at the tick; of the model itself, even where it was distrusted
   */
  public void add(ChurnPrediction prediction, boolean hasChurned) {
    current.add(prediction, threshold, hasChurned);
  }

  /**
   * Says that all users of a tick have been added; {@link #metrics} and {@link #isExploded} change
   * only here.
   *
   * @param tickMillis epoch milliseconds, later than any before
   */
  public void endTick(long tickMillis) {
    current.endTick();
    all.add(current);
    trailing.add(tickMillis, current);
    span = trailing.sum();
    latest = current;
    current = new ChurnFigures();
  }

  /**
   * Whether the model's log-loss over the span is worse than that of the base rate, with at least
   * 100 users of at least two ticks. It recovers by itself.
   */
  public boolean isExploded() {
    return span.users() >= LEAST_USERS && span.ticks() >= LEAST_TICKS && span.isWorseThanBaseRate();
  }

  /**
   * The figures by their names; one that nothing is known of is left out.
   *
   * <p>{@code n}, {@code ticks}, {@code base_rate} (the share that churned); {@code log_loss} (in
   * nats), {@code brier}, {@code auc} with {@code auc_error} (at most so far from exact), {@code
   * auc_within_ticks} (the plain mean of the areas of the ticks that have one), {@code ece} (ten
   * bins of equal width), {@code lift_top_tenth}; at the threshold {@code true_positives}, {@code
   * false_positives}, {@code true_negatives}, {@code false_negatives}, {@code precision}, {@code
   * recall}, {@code f1}; {@code reliability.0.n}, {@code .predicted} and {@code .churned} to {@code
   * reliability.9}; {@code distrusted} is 1 where {@link #isExploded}; {@code threshold} and {@code
   * span.days} are what this was made with.
   */
  public Map<String, Double> metrics() {
    Map<String, Double> metrics = new TreeMap<>();
    all.put("", metrics);
    span.put("span.", metrics);
    latest.put("tick.", metrics);
    metrics.put("distrusted", isExploded() ? 1.0 : 0.0);
    metrics.put("threshold", threshold);
    metrics.put("span.days", (double) spanLength.toMillis() / Duration.ofDays(1).toMillis());
    metrics.values().removeIf(value -> !Double.isFinite(value));
    return Collections.unmodifiableMap(metrics);
  }

  /** Writes all figures, not the threshold nor the span. */
  public void write(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    all.write(out);
    trailing.write(out);
    latest.write(out);
    current.write(out);
  }

  /** Reads what {@link #write} wrote; another span or threshold counts from now on. */
  public static ChurnEvaluation read(DataInput in, Duration span, double threshold)
      throws IOException {
    int version = in.readByte();
    if (version != VERSION) {
      throw new IOException("unknown version of an evaluation: " + version);
    }
    return new ChurnEvaluation(
        span,
        threshold,
        ChurnFigures.read(in),
        TrailingFigures.read(in, span),
        ChurnFigures.read(in),
        ChurnFigures.read(in));
  }
}
