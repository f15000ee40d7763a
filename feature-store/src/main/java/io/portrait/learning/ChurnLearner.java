package io.portrait.learning;

import io.portrait.definition.Churn;
import io.portrait.definition.Definition;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Learns who churns, tick by tick, and says honestly how well: what a model said at a tick is
 * computed again when the label is known, with the very model that said it, before anything is
 * learned from that label. So it keeps the model of every tick whose labels are still to come.
 *
 * <p>Examples come in {@link ExampleOrder}. The same examples and ends of ticks in the same order
 * give the same models to the bit. Mutable.
 */
public final class ChurnLearner {

  private static final int VERSION = 1;

  private final ChurnPlan plan;
  private LogisticLearner regression;
  private Calibration calibration;
  private final ChurnEvaluation evaluation;
  private final ReferenceDistribution reference;
  private final @Nullable RecencyBaseline recency;

  /** By the time from which they spoke; those that spoke at a tick whose label is to come. */
  private final NavigableMap<Long, ChurnModel> spoke = new TreeMap<>();

  private ChurnModel model;

  /** The earliest tick of an example; {@code MAX_VALUE} at first. */
  private long firstTick = Long.MAX_VALUE;

  private ChurnLearner(
      ChurnPlan plan,
      LogisticLearner regression,
      Calibration calibration,
      ChurnEvaluation evaluation,
      ReferenceDistribution reference,
      @Nullable RecencyBaseline recency) {
    this.plan = plan;
    this.regression = regression;
    this.calibration = calibration;
    this.evaluation = evaluation;
    this.reference = reference;
    this.recency = recency;
    model = publish();
  }

  /**
   * Goes on from another model, trained before or elsewhere, and forgets its own; how good it was
   * stays known. Versions go on growing.
   *
   * @param fromMillis event time from which the other speaks: no row has been scored so late
   */
  public void adopt(LogisticModel other, long fromMillis) {
    long next = Math.max(model.version() + 1, other.version());
    regression = LogisticLearner.from(plan.spec(), other.as(next));
    calibration = new Calibration();
    model = publish();
    spoke.put(fromMillis, model.withoutReference());
  }

  /** One that has learned nothing. */
  public static ChurnLearner of(Definition definition) {
    ChurnPlan plan = ChurnPlan.of(definition);
    ChurnLearner learner =
        new ChurnLearner(
            plan,
            new LogisticLearner(plan.spec()),
            new Calibration(),
            new ChurnEvaluation(plan.churn().distrustAfter(), plan.churn().threshold()),
            new ReferenceDistribution(plan.referenceNames(), ReferenceDistribution.DEFAULT_ROWS),
            RecencyBaseline.of(plan.recencyColumn(), plan.spec()));
    learner.spoke.put(Long.MIN_VALUE, learner.model);
    return learner;
  }

  /**
   * What was said of an example at its tick.
   *
   * @param probability that was served; NaN where there was no model
   * @param version of the model; 0 where there was none
   */
  public record Said(double probability, long version) {}

  /**
   * Learns from an example whose label has matured, after looking up what was said of it.
   *
   * @param example due not before those before it
   */
  public Said learn(Example example) {
    Map.Entry<Long, ChurnModel> then = spoke.floorEntry(example.tickMillis());
    ChurnModel speaker = then == null || !then.getValue().isTrained() ? null : then.getValue();
    double[] features = example.features();
    boolean isFit = example.isSound() && !Double.isNaN(example.label());
    Said said = new Said(Double.NaN, 0);
    if (speaker != null && isFit) {
      double raw = speaker.rawProbability(features);
      double own = speaker.ownProbability(raw);
      said = new Said(speaker.served(own), speaker.version());
      double baseRate = speaker.baseRate();
      double byRecency =
          recency == null ? Double.NaN : recency.probabilityAt(example.tickMillis(), features);
      evaluation.add(
          new ChurnPrediction(own, baseRate, Double.isNaN(byRecency) ? baseRate : byRecency),
          example.label() == 1);
      calibration.add(raw, speaker.corrected(raw), example.label());
      if (isSettled(example)) {
        reference.add(plan.spec().columns().size(), own);
      }
    }
    if (isFit && isSettled(example)) {
      for (int i = 0; i < plan.spec().columns().size(); i++) {
        reference.add(i, features[i]);
      }
    }
    if (recency != null && isFit) {
      recency.learn(example);
    }
    regression.learn(example);
    return said;
  }

  /**
   * Whether the windows of columns cover what they should: while they fill up after the very first
   * tick, every column moves, and none says that the world does.
   */
  private boolean isSettled(Example example) {
    firstTick = Math.min(firstTick, example.tickMillis());
    return example.tickMillis() - firstTick >= plan.longestWindow();
  }

  /**
   * Closes a tick: all of its examples have been learned, and another model speaks from now on.
   *
   * @param dueMillis when its examples were due, event time
   */
  public void endTick(long dueMillis) {
    // What is learned late, after a definition changed, does not speak of ticks that are over.
    long from = Math.max(dueMillis, spoke.isEmpty() ? dueMillis : spoke.lastKey());
    long tick = from - plan.churn().horizon().toMillis();
    regression.closeBlock();
    evaluation.endTick(tick);
    model = publish();
    spoke.put(from, model.withoutReference());
    if (recency != null) {
      recency.endTick(from);
    }
    forget(tick);
  }

  /** The labels of ticks up to a time have come: who spoke only then is not asked any more. */
  private void forget(long tick) {
    Long oldest = spoke.floorKey(tick);
    if (oldest != null) {
      spoke.headMap(oldest, false).clear();
      if (recency != null) {
        recency.forget(oldest);
      }
    }
  }

  private ChurnModel publish() {
    return new ChurnModel(
        regression.model(),
        copyOf(calibration),
        evaluation.isExploded(),
        reference.isFixed() ? reference : null);
  }

  /** The model that speaks now. */
  public ChurnModel model() {
    return model;
  }

  /** Examples that nothing could be learned from. */
  public long refused() {
    return regression.refused();
  }

  /** Figures by name: of {@link ChurnEvaluation}, the correction's, and {@code distrusted}. */
  public Map<String, Double> metrics() {
    Map<String, Double> metrics = new TreeMap<>(evaluation.metrics());
    metrics.put("distrusted", model.isDistrusted() ? 1.0 : 0.0);
    metrics.put("refused", (double) refused());
    metrics.put("calibration.used", calibration.helps() ? 1.0 : 0.0);
    metrics.put("calibration.slope", calibration.slope());
    metrics.put("calibration.intercept", calibration.intercept());
    metrics.put("calibration.brier", calibration.correctedBrier());
    metrics.put("calibration.raw_brier", calibration.rawBrier());
    return metrics;
  }

  /** The regression in the form in which people read it: {@link LogisticModel#toJson}. */
  public String parameters() {
    return regression.model().toJson();
  }

  /** Writes everything. */
  public void write(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    regression.write(out);
    calibration.write(out);
    evaluation.write(out);
    reference.write(out);
    out.writeBoolean(recency != null);
    if (recency != null) {
      recency.write(out);
    }
    out.writeInt(spoke.size());
    for (Map.Entry<Long, ChurnModel> entry : spoke.entrySet()) {
      out.writeLong(entry.getKey());
      entry.getValue().write(out);
    }
    model.write(out);
    out.writeLong(firstTick);
  }

  /** Reads what {@link #write} wrote, be it under another definition: by the names of columns. */
  public static ChurnLearner read(DataInput in, Definition definition) throws IOException {
    int version = in.readByte();
    if (version != VERSION) {
      throw new IOException("unknown version of a churn learner: " + version);
    }
    ChurnPlan plan = ChurnPlan.of(definition);
    Churn churn = plan.churn();
    LogisticSpec spec = plan.spec();
    LogisticLearner regression = LogisticLearner.read(in, spec);
    Calibration calibration = Calibration.read(in);
    ChurnEvaluation evaluation = ChurnEvaluation.read(in, churn.distrustAfter(), churn.threshold());
    ReferenceDistribution reference =
        ReferenceDistribution.read(in, plan.referenceNames(), ReferenceDistribution.DEFAULT_ROWS);
    int recencyColumn = plan.recencyColumn();
    RecencyBaseline recency = RecencyBaseline.of(recencyColumn, spec);
    if (in.readBoolean()) {
      RecencyBaseline read = RecencyBaseline.read(in, recencyColumn, spec);
      recency = recency == null ? null : read;
    }
    ChurnLearner learner =
        new ChurnLearner(plan, regression, calibration, evaluation, reference, recency);
    for (int count = in.readInt(); count > 0; count--) {
      long from = in.readLong();
      learner.spoke.put(from, ChurnModel.read(in).under(spec));
    }
    learner.model = ChurnModel.read(in).under(spec);
    learner.firstTick = in.readLong();
    return learner;
  }

  private static Calibration copyOf(Calibration calibration) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      calibration.write(new DataOutputStream(bytes));
      return Calibration.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
