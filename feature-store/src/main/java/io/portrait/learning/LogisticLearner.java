package io.portrait.learning;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Learns a logistic regression from examples as they come, a block at a time, by {@link
 * FtrlProximal}.
 *
 * <p>Every gradient of a block is taken at the model as of the last block: at its weights, its
 * scale and its base rate. That is the very model that scored meanwhile, so no example weighs on
 * how it is itself seen. An example goes into the running scale and base rate at once, and the next
 * model has them. The same examples and closed blocks in the same order give the same models to the
 * bit, wherever it was written and read in between. Mutable.
 */
public final class LogisticLearner {

  private static final int FORMAT = 1;

  /** What is greater could make a sum of squares overflow, and one infinity spoils a model. */
  private static final double GREATEST = 1e50;

  private final LogisticSpec spec;
  private final FtrlProximal leader;
  private final Scaler scaler;
  private LogisticModel model;
  private BaseRate labels;
  private double[] gradient;
  private int inBlock;
  private long refused;

  /** Of nothing yet. */
  public LogisticLearner(LogisticSpec spec) {
    this(spec, LogisticModel.untrained(spec), 0, BaseRate.NONE);
  }

  private LogisticLearner(
      LogisticSpec spec, LogisticModel model, double information, BaseRate labels) {
    this(
        spec,
        model,
        FtrlProximal.from(spec.learning(), model.copyOfWeights(0), information),
        model.standardisation().toScaler(),
        labels,
        new double[model.terms().count()]);
  }

  private LogisticLearner(
      LogisticSpec spec,
      LogisticModel model,
      FtrlProximal leader,
      Scaler scaler,
      BaseRate labels,
      double[] gradient) {
    this.spec = spec;
    this.model = model;
    this.leader = leader;
    this.scaler = scaler;
    this.labels = labels;
    this.gradient = gradient;
  }

  /**
   * Goes on from a model, trained here or elsewhere: from its weights, scale, base rate and version
   * as far as its columns are those of {@code spec}.
   *
   * <p>N examples of a standardised input sum up to squared gradients of about {@code N r (1 - r)},
   * the Fisher information at base rate r: steps are as wide as if it had been trained here.
   */
  public static LogisticLearner from(LogisticSpec spec, LogisticModel model) {
    double information = model.examples() * model.baseRate() * (1 - model.baseRate());
    BaseRate labels = BaseRate.of(model.baseRate(), model.examples());
    return new LogisticLearner(spec, model.under(spec), information, labels);
  }

  /**
   * Learns from an example.
   *
   * <p>Refused, with nothing changed but {@link #refused}: one that is not {@link Example#isSound()
   * sound}, has no label or fewer numbers than there are columns, has a number or weight beyond
   * 1e50, or one of which the model makes no number.
   *
   * @return whether it closed a block
   */
  public boolean learn(Example example) {
    double[] features = example.features();
    if (!example.isSound() || !isUsable(example)) {
      refused++;
      return false;
    }
    double[] row = model.row(features);
    double error =
        example.weight() * (LogisticCurve.probability(model.score(row)) - example.label());
    if (Double.isNaN(error)) {
      refused++;
      return false;
    }
    if (gradient.length < row.length) {
      gradient = Arrays.copyOf(gradient, row.length);
    }
    for (int i = 0; i < row.length; i++) {
      gradient[i] += error * row[i];
    }
    scaler.add(features, example.weight());
    labels = labels.plus(example.label(), example.weight());
    inBlock++;
    return inBlock >= spec.learning().block() && closeBlock();
  }

  /** Whether it has a label and a number a column, and nothing that could overflow. */
  private boolean isUsable(Example example) {
    double[] features = example.features();
    int columns = spec.columns().size();
    for (int i = 0; i < features.length; i++) {
      boolean isNull = i < columns && Double.isNaN(features[i]);
      if (!isNull && !(Math.abs(features[i]) <= GREATEST)) {
        return false;
      }
    }
    return features.length >= columns
        && !Double.isNaN(example.label())
        && example.weight() <= GREATEST;
  }

  /**
   * Closes a block before it is full.
   *
   * @return false where nothing is in it: the model then stays
   */
  public boolean closeBlock() {
    if (inBlock == 0) {
      return false;
    }
    double[] weights = model.copyOfWeights(gradient.length);
    leader.step(gradient, weights);
    model =
        new LogisticModel(
            model.terms(),
            Standardisation.of(scaler, spec.clip()),
            weights,
            labels.rate(),
            labels.all(),
            model.version() + 1);
    gradient = new double[gradient.length];
    inBlock = 0;
    return true;
  }

  /** The model as of the last block. */
  public LogisticModel model() {
    return model;
  }

  /** How many examples were refused. */
  public long refused() {
    return refused;
  }

  /** Writes everything, the block that is not full too. */
  public void write(DataOutput out) throws IOException {
    out.writeByte(FORMAT);
    model.write(out);
    scaler.write(out);
    Doubles.write(leader.z(), out);
    Doubles.write(leader.n(), out);
    Doubles.write(gradient, out);
    out.writeDouble(labels.positives());
    out.writeDouble(labels.all());
    out.writeInt(inBlock);
    out.writeLong(refused);
  }

  /**
   * Reads what {@link #write} wrote, by the names of the columns: one that is new, or scaled
   * otherwise now, starts from nothing, one that is gone is left out.
   */
  public static LogisticLearner read(DataInput in, LogisticSpec spec) throws IOException {
    int format = in.readByte();
    if (format != FORMAT) {
      throw new IOException("unknown version of a logistic learner: " + format);
    }
    LogisticModel written = LogisticModel.read(in);
    LogisticModel model = written.under(spec);
    LogisticTerms before = written.terms();
    LogisticTerms terms = model.terms();
    Scaler scaler = Scaler.read(in, spec.columns(), spec.clip());
    double[] z = terms.takeOver(before, Doubles.read(in));
    double[] n = terms.takeOver(before, Doubles.read(in));
    double[] gradient = terms.takeOver(before, Doubles.read(in));
    BaseRate labels = new BaseRate(in.readDouble(), in.readDouble());
    LogisticLearner learner =
        new LogisticLearner(
            spec, model, new FtrlProximal(spec.learning(), z, n), scaler, labels, gradient);
    learner.inBlock = in.readInt();
    learner.refused = in.readLong();
    return learner;
  }
}
