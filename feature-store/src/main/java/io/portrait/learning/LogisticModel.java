package io.portrait.learning;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A logistic regression as of one block: {@code p = 1 / (1 + e^-(w.x + ln(r / (1 - r))))}, where r
 * is the base rate. Without the base rate as an offset, weights that start from 0 would have to
 * learn first how rare a label is. Immutable and thread-safe.
 */
public final class LogisticModel {

  private static final int FORMAT = 1;

  private final LogisticTerms terms;
  private final Standardisation standardisation;
  private final double[] weights;
  private final double baseRate;
  private final double examples;
  private final long version;
  private final double offset;

  /**
   * Takes the array over.
   *
   * @param weights a number a term, finite; those of coordinates of an embedding may lack
   * @param baseRate between 0 and 1
   * @param examples the weight of the examples learned from, not negative
   * @param version blocks closed so far; 0 where nothing has been learned
   */
  LogisticModel(
      LogisticTerms terms,
      Standardisation standardisation,
      double[] weights,
      double baseRate,
      double examples,
      long version) {
    this.terms = terms;
    this.standardisation = standardisation;
    this.weights = weights;
    this.baseRate = baseRate;
    this.examples = examples;
    this.version = version;
    this.offset = LogisticCurve.score(baseRate);
  }

  /** A model that has learned nothing: one half for everyone. */
  public static LogisticModel untrained(LogisticSpec spec) {
    LogisticTerms terms = new LogisticTerms(spec.columns(), spec.interactions());
    Scaler scaler = new Scaler(spec.columns(), spec.clip());
    return new LogisticModel(
        terms,
        Standardisation.of(scaler, spec.clip()),
        new double[terms.count()],
        BaseRate.NONE.rate(),
        0,
        0);
  }

  /**
   * The probability of label 1.
   *
   * @param features what {@link Inputs#of} gives
   * @return 0 to 1
   */
  public double probability(double[] features) {
    return LogisticCurve.probability(score(row(features)));
  }

  /**
   * Why this user's probability is what it is: for each column how it changes against the same user
   * with the column at its mean, everything else unchanged.
   *
   * @param features what {@link Inputs#of} gives
   * @param most how many at most
   * @return the greatest change either way first, of equal ones the first column; none below {@link
   *     Reason#LEAST_CHANGE} either way
   */
  public List<Reason> reasons(double[] features, int most) {
    double[] row = row(features);
    double score = score(row);
    double probability = LogisticCurve.probability(score);
    double[] contributions = terms.contributions(row, weights);
    List<Reason> reasons = new ArrayList<>();
    for (int i = 0; i < contributions.length; i++) {
      if (contributions[i] != 0) {
        double without = LogisticCurve.probability(score - contributions[i]);
        double change = probability - without;
        if (Math.abs(change) >= Reason.LEAST_CHANGE) {
          reasons.add(new Reason(terms.columns().get(i).name(), change));
        }
      }
    }
    reasons.sort(Comparator.comparingDouble(reason -> -Math.abs(reason.change())));
    return List.copyOf(reasons.subList(0, Math.min(most, reasons.size())));
  }

  /** Blocks closed so far; 0 where nothing has been learned. */
  public long version() {
    return version;
  }

  /** The share of labels that were 1, by weight; between 0 and 1. */
  public double baseRate() {
    return baseRate;
  }

  /** The weight of the examples learned from. */
  public double examples() {
    return examples;
  }

  /** Whether anything has been learned. */
  public boolean isTrained() {
    return version > 0;
  }

  /** The columns it reads, in order. */
  public List<Input> columns() {
    return terms.columns();
  }

  /**
   * The weight of every term by its name, in the order of the terms: {@code days_since_purchase},
   * {@code days_since_purchase^2}, {@code a * b}, {@code a is null}; 0 where it was dropped.
   */
  public Map<String, Double> weights() {
    List<String> names = terms.names(weights.length);
    Map<String, Double> weights = new LinkedHashMap<>();
    for (int i = 0; i < this.weights.length; i++) {
      weights.put(names.get(i), this.weights[i]);
    }
    return weights;
  }

  /** The model as people read and write it; see {@link #fromJson}. */
  public String toJson() {
    return LogisticModelJson.write(this);
  }

  /**
   * Reads what {@link #toJson} wrote, the same to the bit, or what someone wrote who trained it
   * elsewhere:
   *
   * <pre>{@code
   * {"version": 1,               blocks learned from; 1 where it is not said
   *  "examples": 25000,          the weight of the examples it was trained on
   *  "base_rate": 0.21,          ln(r / (1 - r)) is added to every score
   *  "clip": 4,                  4 where it is not said
   *  "columns": [{"name": "days_since_purchase", "scale": "LOG", "optional": true,
   *               "mean": 3.1, "variance": 0.8, "examples": 24000}, ...],
   *  "interactions": ["days_since_purchase", "tenure_days"],
   *  "weights": {"(intercept)": -0.1, "days_since_purchase": 0.4, ...}}
   * }</pre>
   *
   * <p>Mean and variance are those of the scaled column: {@code LOG} is {@code sign(x) ln(1 +
   * |x|)}, {@code PLAIN} nothing. {@code optional} is false, {@code examples} of a column those of
   * the model and {@code interactions} empty where they are not said; a term without a weight
   * weighs 0.
   *
   * @throws IllegalArgumentException naming the field that is wrong, in one line
   */
  public static LogisticModel fromJson(String json) {
    return LogisticModelJson.read(json);
  }

  /** Writes everything, the columns too. */
  public void write(DataOutput out) throws IOException {
    out.writeByte(FORMAT);
    out.writeInt(terms.columns().size());
    for (Input column : terms.columns()) {
      out.writeUTF(column.name());
      out.writeUTF(column.scale().name());
      out.writeBoolean(column.isOptional());
    }
    out.writeInt(terms.interactions().size());
    for (String name : terms.interactions()) {
      out.writeUTF(name);
    }
    standardisation.write(out);
    Doubles.write(weights, out);
    out.writeDouble(baseRate);
    out.writeDouble(examples);
    out.writeLong(version);
  }

  /** Reads what {@link #write} wrote. */
  public static LogisticModel read(DataInput in) throws IOException {
    int format = in.readByte();
    if (format != FORMAT) {
      throw new IOException("unknown version of a logistic model: " + format);
    }
    List<Input> columns = new ArrayList<>();
    for (int count = in.readInt(); count > 0; count--) {
      columns.add(new Input(in.readUTF(), Input.Scale.valueOf(in.readUTF()), in.readBoolean()));
    }
    List<String> interactions = new ArrayList<>();
    for (int count = in.readInt(); count > 0; count--) {
      interactions.add(in.readUTF());
    }
    LogisticTerms terms = new LogisticTerms(List.copyOf(columns), List.copyOf(interactions));
    return new LogisticModel(
        terms,
        Standardisation.read(in, columns),
        Doubles.read(in),
        in.readDouble(),
        in.readDouble(),
        in.readLong());
  }

  /** The same under another version. */
  LogisticModel as(long another) {
    return new LogisticModel(terms, standardisation, weights, baseRate, examples, another);
  }

  /**
   * The same model for other columns: what is known of a column by its name and scale stays, what
   * is new has no weight yet.
   */
  public LogisticModel under(LogisticSpec spec) {
    LogisticTerms others = new LogisticTerms(spec.columns(), spec.interactions());
    return new LogisticModel(
        others,
        standardisation.under(spec.columns(), spec.clip()),
        others.takeOver(terms, weights),
        baseRate,
        examples,
        version);
  }

  /** The inputs of a user. */
  double[] row(double[] features) {
    double[] row = new double[terms.count(features)];
    terms.fill(features, standardisation, row);
    return row;
  }

  /** The score of what {@link #row} gives. */
  double score(double[] row) {
    double sum = 0;
    for (int i = 0; i < Math.min(row.length, weights.length); i++) {
      sum += weights[i] * row[i];
    }
    return sum + offset;
  }

  LogisticTerms terms() {
    return terms;
  }

  Standardisation standardisation() {
    return standardisation;
  }

  /** A copy of the weights, at least as many as asked for. */
  double[] copyOfWeights(int atLeast) {
    return Arrays.copyOf(weights, Math.max(atLeast, weights.length));
  }
}
