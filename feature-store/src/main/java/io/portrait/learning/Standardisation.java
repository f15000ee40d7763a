package io.portrait.learning;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/**
 * A {@link Scaler} as it stood at one time: what a model was learned with and is read with.
 * Immutable.
 */
final class Standardisation {

  private final List<Input> columns;
  private final double clip;
  private final double[] weight;
  private final double[] mean;
  private final double[] variance;
  private final double[] deviation;

  /** Takes the arrays over, of a number a column. */
  Standardisation(
      List<Input> columns, double clip, double[] weight, double[] mean, double[] variance) {
    this.columns = List.copyOf(columns);
    this.clip = clip;
    this.weight = weight;
    this.mean = mean;
    this.variance = variance;
    this.deviation = new double[columns.size()];
    for (int i = 0; i < deviation.length; i++) {
      deviation[i] = variance[i] > Scaler.LEAST_VARIANCE ? Math.sqrt(variance[i]) : 0;
    }
  }

  /** As a scaler stands. */
  static Standardisation of(Scaler scaler, double clip) {
    int columns = scaler.columns().size();
    double[] weight = new double[columns];
    double[] mean = new double[columns];
    double[] variance = new double[columns];
    for (int i = 0; i < columns; i++) {
      weight[i] = scaler.weight(i);
      mean[i] = scaler.mean(i);
      variance[i] = scaler.variance(i);
    }
    return new Standardisation(scaler.columns(), clip, weight, mean, variance);
  }

  /** A scaler that goes on from here. */
  Scaler toScaler() {
    double[] squares = new double[columns.size()];
    for (int i = 0; i < squares.length; i++) {
      squares[i] = variance[i] * weight[i];
    }
    return Scaler.of(columns, clip, weight.clone(), mean.clone(), squares);
  }

  /** The same for other columns, by name and scale: one that is new has nothing yet. */
  Standardisation under(List<Input> others, double otherClip) {
    double[] weights = new double[others.size()];
    double[] means = new double[others.size()];
    double[] variances = new double[others.size()];
    for (int i = 0; i < weights.length; i++) {
      for (int j = 0; j < columns.size(); j++) {
        if (columns.get(j).isLike(others.get(i))) {
          weights[i] = weight[j];
          means[i] = mean[j];
          variances[i] = variance[j];
        }
      }
    }
    return new Standardisation(others, otherClip, weights, means, variances);
  }

  /** What {@link Scaler#standardised} gives. */
  double of(int column, double raw) {
    double spread = deviation[column];
    if (spread == 0 || Double.isNaN(raw)) {
      return 0;
    }
    double value = (columns.get(column).scaled(raw) - mean[column]) / spread;
    return Math.max(-clip, Math.min(clip, value));
  }

  double clip() {
    return clip;
  }

  double weight(int column) {
    return weight[column];
  }

  double mean(int column) {
    return mean[column];
  }

  double variance(int column) {
    return variance[column];
  }

  /** Writes the numbers, not the columns. */
  void write(DataOutput out) throws IOException {
    out.writeDouble(clip);
    for (int i = 0; i < columns.size(); i++) {
      out.writeDouble(weight[i]);
      out.writeDouble(mean[i]);
      out.writeDouble(variance[i]);
    }
  }

  /** Reads what {@link #write} wrote of the same columns. */
  static Standardisation read(DataInput in, List<Input> columns) throws IOException {
    double clip = in.readDouble();
    double[] weight = new double[columns.size()];
    double[] mean = new double[columns.size()];
    double[] variance = new double[columns.size()];
    for (int i = 0; i < weight.length; i++) {
      weight[i] = in.readDouble();
      mean[i] = in.readDouble();
      variance[i] = in.readDouble();
    }
    return new Standardisation(columns, clip, weight, mean, variance);
  }
}
