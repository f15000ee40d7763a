package io.portrait.learning;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Brings every column to mean 0 and standard deviation 1, as far as is known by now.
 *
 * <p>Running mean and variance: Welford, "Note on a method for calculating corrected sums of
 * squares and products", Technometrics 1962, with weights as in West, CACM 1979. What is null
 * counts for nothing and becomes 0, the mean. Coordinates of an embedding, which follow the
 * columns, stay as they are: a vector has length 1 as a whole. Mutable.
 */
public final class Scaler {

  private static final int VERSION = 1;

  /** A column that has not varied by more than this says nothing yet. */
  static final double LEAST_VARIANCE = 1e-12;

  private final List<Input> columns;
  private final double clip;
  private final double[] weight;
  private final double[] mean;
  private final double[] squares;

  /**
   * Of nothing yet.
   *
   * @param clip the greatest standardised number either way, positive
   */
  public Scaler(List<Input> columns, double clip) {
    this(
        columns,
        clip,
        new double[columns.size()],
        new double[columns.size()],
        new double[columns.size()]);
  }

  private Scaler(
      List<Input> columns, double clip, double[] weight, double[] mean, double[] squares) {
    this.columns = List.copyOf(columns);
    this.clip = clip;
    this.weight = weight;
    this.mean = mean;
    this.squares = squares;
  }

  /** With what has been added to it; takes the arrays over, of a number a column. */
  static Scaler of(
      List<Input> columns, double clip, double[] weight, double[] mean, double[] squares) {
    return new Scaler(columns, clip, weight, mean, squares);
  }

  /** A copy that later examples leave as it is. */
  public Scaler copy() {
    return new Scaler(columns, clip, weight.clone(), mean.clone(), squares.clone());
  }

  /** The columns it is for. */
  public List<Input> columns() {
    return columns;
  }

  /** Takes a user's numbers into account. */
  public void add(double[] features, double by) {
    for (int i = 0; i < columns.size(); i++) {
      if (!Double.isNaN(features[i])) {
        double value = columns.get(i).scaled(features[i]);
        weight[i] += by;
        double delta = value - mean[i];
        mean[i] += delta * by / weight[i];
        squares[i] += by * delta * (value - mean[i]);
      }
    }
  }

  /**
   * The standardised number of a column.
   *
   * @param raw NaN where it is null
   * @return from {@code -clip} to {@code clip}; 0 for null, and while the column has not varied
   */
  public double standardised(int column, double raw) {
    double variance = variance(column);
    if (Double.isNaN(raw) || !(variance > LEAST_VARIANCE)) {
      return 0;
    }
    double value = (columns.get(column).scaled(raw) - mean[column]) / Math.sqrt(variance);
    return Math.max(-clip, Math.min(clip, value));
  }

  /** The mean of a column on its scale; 0 while there is none. */
  public double mean(int column) {
    return mean[column];
  }

  /** The population variance of a column on its scale; 0 while there is none. */
  public double variance(int column) {
    return weight[column] > 0 ? squares[column] / weight[column] : 0;
  }

  /** The weight of what has been added to a column. */
  public double weight(int column) {
    return weight[column];
  }

  /** Writes what has been added, not the columns. */
  public void write(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    out.writeInt(columns.size());
    for (int i = 0; i < columns.size(); i++) {
      out.writeUTF(columns.get(i).name());
      out.writeUTF(columns.get(i).scale().name());
      out.writeDouble(weight[i]);
      out.writeDouble(mean[i]);
      out.writeDouble(squares[i]);
    }
  }

  /**
   * Reads what {@link #write} wrote, by the names of the columns: one that is new, or scaled
   * otherwise now, starts from nothing, one that is gone is left out.
   */
  public static Scaler read(DataInput in, List<Input> columns, double clip) throws IOException {
    int version = in.readByte();
    if (version != VERSION) {
      throw new IOException("unknown version of a scaler: " + version);
    }
    Scaler scaler = new Scaler(columns, clip);
    for (int count = in.readInt(); count > 0; count--) {
      String name = in.readUTF();
      String scale = in.readUTF();
      double weight = in.readDouble();
      double mean = in.readDouble();
      double squares = in.readDouble();
      for (int i = 0; i < columns.size(); i++) {
        if (columns.get(i).name().equals(name) && columns.get(i).scale().name().equals(scale)) {
          scaler.weight[i] = weight;
          scaler.mean[i] = mean;
          scaler.squares[i] = squares;
        }
      }
    }
    return scaler;
  }

  @Override
  public String toString() {
    return "Scaler" + Arrays.toString(mean);
  }
}
