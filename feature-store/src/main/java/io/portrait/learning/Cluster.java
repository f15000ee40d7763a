package io.portrait.learning;

import java.util.Arrays;

/** A centroid on the move, in the space of the model it stands in. Mutable. */
final class Cluster {

  /** How far the means of the halves of a normal distribution are from its own: sqrt(2 / pi). */
  private static final double HALF = 0.7978845608028654;

  private final int columns;
  private double[] centroid;
  private double size;
  private double vectorSize;

  /** Decayed squared differences of the points from the centroid, as they came. */
  private double[] spreads;

  private int idleBlocks;

  /** What is not said of it is 0. */
  Cluster(int columns, double[] centroid, double size, double vectorSize) {
    this.columns = columns;
    this.centroid = centroid.clone();
    this.size = size;
    this.vectorSize = vectorSize;
    this.spreads = new double[centroid.length];
  }

  /** Of the points that are nearest to a centroid. */
  static Cluster of(int columns, double[] centroid, PointSums points) {
    Cluster cluster = new Cluster(columns, centroid, points.weight(), points.vectorWeight());
    for (int i = 0; i < cluster.spreads.length; i++) {
      cluster.spreads[i] = points.spread(i);
    }
    return cluster;
  }

  double[] centroid() {
    return centroid;
  }

  /** The decayed weight of its points. */
  double size() {
    return size;
  }

  /** The decayed weight of those that had an embedding. */
  double vectorSize() {
    return vectorSize;
  }

  double[] spreads() {
    return spreads;
  }

  /** For how many blocks it has hardly had points. */
  int idleBlocks() {
    return idleBlocks;
  }

  /** The decayed sum of squared distances of its points. */
  double inertia() {
    double sum = 0;
    for (double spread : spreads) {
      sum += spread;
    }
    return sum;
  }

  /** Makes room for an embedding, which nobody had so far. */
  void widen(int dimension) {
    if (dimension > centroid.length) {
      centroid = Arrays.copyOf(centroid, dimension);
      spreads = Arrays.copyOf(spreads, dimension);
    }
  }

  /** Moves to the decayed mean of its points. */
  void absorb(PointSums points, double decay) {
    for (int i = 0; i < points.dimension(); i++) {
      double before = weight(i) * decay;
      double now = before + points.weight(i);
      if (now > 0) {
        centroid[i] = (centroid[i] * before + points.sum(i)) / now;
      }
      spreads[i] = spreads[i] * decay + points.spread(i);
    }
    size = size * decay + points.weight();
    vectorSize = vectorSize * decay + points.vectorWeight();
  }

  /** Counts the blocks in a row that left it below a size. */
  void judge(double negligible) {
    idleBlocks = size < negligible ? idleBlocks + 1 : 0;
  }

  /**
   * Gives half of itself away, along the dimension in which it spreads most (ISODATA: Ball and
   * Hall, 1965): both stand where the means of the halves are if it is normal there.
   */
  Cluster split() {
    int dimension = Rows.greatest(spreads);
    double behind = weight(dimension);
    double step = behind > 0 ? HALF * Math.sqrt(spreads[dimension] / behind) : 0;
    for (int i = 0; i < spreads.length; i++) {
      spreads[i] /= 2;
    }
    spreads[dimension] *= 1 - HALF * HALF;
    size /= 2;
    vectorSize /= 2;
    idleBlocks = 0;
    Cluster half = new Cluster(columns, centroid, size, vectorSize);
    half.spreads = spreads.clone();
    centroid[dimension] -= step;
    half.centroid[dimension] += step;
    return half;
  }

  /** What inertia grows by if the two are one (Ward, JASA 1963). */
  double costOfMerging(Cluster other) {
    double both = size + other.size;
    return both > 0 ? size * other.size / both * Distances.squared(centroid, other.centroid) : 0;
  }

  void merge(Cluster other) {
    for (int i = 0; i < centroid.length; i++) {
      double both = weight(i) + other.weight(i);
      if (both > 0) {
        double difference = other.centroid[i] - centroid[i];
        centroid[i] += difference * other.weight(i) / both;
        spreads[i] +=
            other.spreads[i] + difference * difference * weight(i) * other.weight(i) / both;
      }
    }
    size += other.size;
    vectorSize += other.vectorSize;
    idleBlocks = 0;
  }

  /** The same cluster elsewhere: in another space, or under other columns. */
  Cluster at(int newColumns, double[] newCentroid, double[] newSpreads) {
    Cluster moved = new Cluster(newColumns, newCentroid, size, vectorSize);
    moved.spreads = newSpreads.clone();
    moved.idleBlocks = idleBlocks;
    return moved;
  }

  /** What a model does not say of it. */
  void restore(double[] spreadsThen, int idleBlocksThen) {
    spreads = spreadsThen;
    idleBlocks = idleBlocksThen;
  }

  private double weight(int dimension) {
    return dimension < columns ? size : vectorSize;
  }
}
