package io.portrait.learning;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is said of users as of one tick: the logistic regression, its correction, and whether it is
 * to be believed. Immutable, but for the scratch space of whoever shares it: one thread each.
 */
public final class ChurnModel {

  private static final int VERSION = 1;

  private final LogisticModel regression;
  private final Calibration calibration;
  private final boolean isDistrusted;
  private final @Nullable ReferenceDistribution reference;

  /**
   * @param calibration which nobody changes any more
   * @param isDistrusted whether the base rate is the better answer
   * @param reference that later rows are compared with, which nobody changes any more; null while
   *     there is none
   */
  ChurnModel(
      LogisticModel regression,
      Calibration calibration,
      boolean isDistrusted,
      @Nullable ReferenceDistribution reference) {
    this.regression = regression;
    this.calibration = calibration;
    this.isDistrusted = isDistrusted;
    this.reference = reference;
  }

  /** Which model it is: 0 where it has learned nothing, then growing. */
  public long version() {
    return regression.version();
  }

  /** What it asks of a user, in order; the coordinates of an embedding may follow. */
  public List<Input> columns() {
    return regression.columns();
  }

  /** Whether it has learned anything; else it says nothing. */
  public boolean isTrained() {
    return regression.isTrained();
  }

  /** Whether it was worse than the base rate of late, and says the base rate instead. */
  public boolean isDistrusted() {
    return isDistrusted;
  }

  /** The share of all users known by then who had churned. */
  public double baseRate() {
    return regression.baseRate();
  }

  /**
   * The probability that is served: corrected; the base rate where the model is distrusted.
   *
   * @param features what {@link Inputs#of} gives
   * @return 0 to 1; NaN where nothing has been learned
   */
  public double probability(double[] features) {
    return served(ownProbability(rawProbability(features)));
  }

  /** The probability before it was corrected. */
  double rawProbability(double[] features) {
    return regression.probability(features);
  }

  /**
   * As {@link #probability}, of the model itself, be it distrusted or not.
   *
   * @param raw what {@link #rawProbability} gives
   */
  double ownProbability(double raw) {
    return isTrained() ? calibration.apply(raw) : Double.NaN;
  }

  /**
   * What is said where the model itself says so.
   *
   * @param own what {@link #ownProbability} gives
   */
  double served(double own) {
    return isDistrusted ? baseRate() : own;
  }

  /** What the correction made of it, whether it was used or not. */
  double corrected(double raw) {
    return calibration.corrected(raw);
  }

  /**
   * What moves the probability most, before it was corrected; nothing where the base rate is said.
   *
   * @param most how many at most
   */
  public List<Reason> reasons(double[] features, int most) {
    return isDistrusted || !isTrained() ? List.of() : regression.reasons(features, most);
  }

  /** How columns and score were spread in the reference period; null while that is not known. */
  public @Nullable ReferenceDistribution reference() {
    return reference;
  }

  /** The same without {@link #reference}. */
  ChurnModel withoutReference() {
    return new ChurnModel(regression, calibration, isDistrusted, null);
  }

  /** Writes everything. */
  public void write(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    regression.write(out);
    calibration.write(out);
    out.writeBoolean(isDistrusted);
    out.writeBoolean(reference != null);
    if (reference != null) {
      out.writeInt(reference.names().size());
      for (String name : reference.names()) {
        out.writeUTF(name);
      }
      reference.write(out);
    }
  }

  /** Reads what {@link #write} wrote. */
  public static ChurnModel read(DataInput in) throws IOException {
    int version = in.readByte();
    if (version != VERSION) {
      throw new IOException("unknown version of a churn model: " + version);
    }
    LogisticModel regression = LogisticModel.read(in);
    Calibration calibration = Calibration.read(in);
    boolean isDistrusted = in.readBoolean();
    ReferenceDistribution reference = null;
    if (in.readBoolean()) {
      String[] names = new String[in.readInt()];
      for (int i = 0; i < names.length; i++) {
        names[i] = in.readUTF();
      }
      reference =
          ReferenceDistribution.read(in, List.of(names), ReferenceDistribution.DEFAULT_ROWS);
    }
    return new ChurnModel(regression, calibration, isDistrusted, reference);
  }

  /** The same model for other columns: as {@link LogisticModel#under}. */
  ChurnModel under(LogisticSpec spec) {
    return new ChurnModel(regression.under(spec), calibration, isDistrusted, reference);
  }
}
