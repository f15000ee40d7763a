package io.portrait.learning;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;

/** What the users of one or more ticks add up to: the model, beside both baselines. Mutable. */
final class ChurnFigures {

  private final ProbabilityScores model;
  private final ProbabilityScores baseRate;
  private final ProbabilityScores recency;
  private final Confusion confusion;
  private long ticks;

  ChurnFigures() {
    this(
        new ProbabilityScores(), new ProbabilityScores(), new ProbabilityScores(), new Confusion());
  }

  private ChurnFigures(
      ProbabilityScores model,
      ProbabilityScores baseRate,
      ProbabilityScores recency,
      Confusion confusion) {
    this.model = model;
    this.baseRate = baseRate;
    this.recency = recency;
    this.confusion = confusion;
  }

  void add(ChurnPrediction prediction, double threshold, boolean hasChurned) {
    model.add(prediction.model(), hasChurned);
    baseRate.add(prediction.baseRate(), hasChurned);
    recency.add(prediction.recency(), hasChurned);
    confusion.add(prediction.model() >= threshold, hasChurned);
  }

  /** Says that what was added is one tick, which is complete. */
  void endTick() {
    if (users() > 0) {
      ticks = 1;
      model.endTick();
      baseRate.endTick();
      recency.endTick();
    }
  }

  void add(ChurnFigures other) {
    model.add(other.model);
    baseRate.add(other.baseRate);
    recency.add(other.recency);
    confusion.add(other.confusion);
    ticks += other.ticks;
  }

  long users() {
    return confusion.users();
  }

  /** How many ticks with users in them. */
  long ticks() {
    return ticks;
  }

  /** Whether the base rate would have been the better answer. */
  boolean isWorseThanBaseRate() {
    return model.logLoss() > baseRate.logLoss();
  }

  void put(String prefix, Map<String, Double> metrics) {
    metrics.put(prefix + "n", (double) users());
    metrics.put(prefix + "ticks", (double) ticks);
    metrics.put(prefix + "base_rate", (double) confusion.churned() / users());
    model.put(prefix, metrics);
    confusion.put(prefix, metrics);
    baseRate.put(prefix + "base_rate.", metrics);
    recency.put(prefix + "recency.", metrics);
    model.putBins(prefix, metrics);
  }

  void write(DataOutput out) throws IOException {
    model.write(out);
    baseRate.write(out);
    recency.write(out);
    confusion.write(out);
    out.writeLong(ticks);
  }

  static ChurnFigures read(DataInput in) throws IOException {
    ChurnFigures figures =
        new ChurnFigures(
            ProbabilityScores.read(in),
            ProbabilityScores.read(in),
            ProbabilityScores.read(in),
            Confusion.read(in));
    figures.ticks = in.readLong();
    return figures;
  }
}
