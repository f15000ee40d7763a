package io.portrait.learning;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** What the points that went to one centroid sum up to. Mutable. */
final class PointSums {

  private final int columns;
  private double[] sums;
  private double[] spreads;
  private double weight;
  private double vectorWeight;

  /** Of nothing yet: dimensions are columns, then coordinates of the embedding. */
  PointSums(int columns, int dimension) {
    this.columns = columns;
    this.sums = new double[dimension];
    this.spreads = new double[dimension];
  }

  /** Adds a standardised point; what the centroid lacks of it is at 0. */
  void add(double[] point, double[] centroid, double by) {
    if (point.length > sums.length) {
      sums = Arrays.copyOf(sums, point.length);
      spreads = Arrays.copyOf(spreads, point.length);
    }
    for (int i = 0; i < point.length; i++) {
      double difference = point[i] - (i < centroid.length ? centroid[i] : 0);
      sums[i] += by * point[i];
      spreads[i] += by * difference * difference;
    }
    weight += by;
    if (point.length > columns) {
      vectorWeight += by;
    }
  }

  /** How many dimensions the widest point had room for. */
  int dimension() {
    return sums.length;
  }

  double sum(int dimension) {
    return sums[dimension];
  }

  /** The weighted squared differences from the centroid. */
  double spread(int dimension) {
    return spreads[dimension];
  }

  double weight() {
    return weight;
  }

  /** The weight of the points that had an embedding. */
  double vectorWeight() {
    return vectorWeight;
  }

  /** The weight behind a dimension. */
  double weight(int dimension) {
    return dimension < columns ? weight : vectorWeight;
  }

  void write(DataOutput out) throws IOException {
    Doubles.write(sums, out);
    Doubles.write(spreads, out);
    out.writeDouble(weight);
    out.writeDouble(vectorWeight);
  }

  static PointSums read(DataInput in, int columns) throws IOException {
    PointSums result = new PointSums(columns, 0);
    result.sums = Doubles.read(in);
    result.spreads = Doubles.read(in);
    result.weight = in.readDouble();
    result.vectorWeight = in.readDouble();
    return result;
  }
}
