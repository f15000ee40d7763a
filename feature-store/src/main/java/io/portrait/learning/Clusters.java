package io.portrait.learning;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** The clusters behind the segments, by number. Mutable. */
final class Clusters {

  /** Below this share of the mean size of all a cluster is of no use ... */
  private static final double NEGLIGIBLE = 0.02;

  /** ... if it stays there for so many blocks. */
  private static final int PATIENCE = 10;

  private final List<Cluster> clusters;

  private Clusters(List<Cluster> clusters) {
    this.clusters = clusters;
  }

  /** Of the points that lie around centroids. */
  static Clusters of(int columns, double[][] centroids, Block points) {
    Clusters result = new Clusters(new ArrayList<>());
    for (int i = 0; i < centroids.length; i++) {
      result.clusters.add(Cluster.of(columns, centroids[i], points.of(i)));
    }
    return result;
  }

  /** Of a model, which does not say how points spread. */
  static Clusters of(KMeansModel model) {
    Clusters result = new Clusters(new ArrayList<>());
    int columns = model.columns().size();
    for (int i = 0; i < model.count(); i++) {
      result.clusters.add(
          new Cluster(columns, model.centroid(i), model.size(i), model.vectorSize(i)));
    }
    return result;
  }

  /** Moves every centroid to the decayed mean of its points, and revives those that died. */
  void absorb(Block block, double decay) {
    int dimension = block.dimension();
    double sum = 0;
    for (int i = 0; i < clusters.size(); i++) {
      clusters.get(i).widen(dimension);
      clusters.get(i).absorb(block.of(i), decay);
      sum += clusters.get(i).size();
    }
    double negligible = NEGLIGIBLE * sum / clusters.size();
    clusters.forEach(cluster -> cluster.judge(negligible));
    for (int i = 0; i < clusters.size(); i++) {
      Cluster widest = widest();
      if (clusters.get(i).idleBlocks() >= PATIENCE
          && widest != clusters.get(i)
          && widest.inertia() > 0) {
        clusters.set(i, widest.split());
      }
    }
  }

  /**
   * As many as are wanted now. More: the widest is split, and its new half numbered next. Fewer:
   * the two are merged that cost the least inertia, under the lower number, and the last takes the
   * number that became free.
   */
  void resize(int count) {
    while (clusters.size() < count) {
      clusters.add(widest().split());
    }
    while (clusters.size() > count) {
      mergeClosest();
    }
  }

  private Cluster widest() {
    // max() would be the last of several
    Cluster widest = clusters.get(0);
    for (Cluster cluster : clusters) {
      if (cluster.inertia() > widest.inertia()) {
        widest = cluster;
      }
    }
    return widest;
  }

  private void mergeClosest() {
    int into = 0;
    int from = 1;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < clusters.size(); i++) {
      for (int j = i + 1; j < clusters.size(); j++) {
        double cost = clusters.get(i).costOfMerging(clusters.get(j));
        if (cost < least) {
          least = cost;
          into = i;
          from = j;
        }
      }
    }
    clusters.get(into).merge(clusters.get(from));
    Cluster last = clusters.remove(clusters.size() - 1);
    if (from < clusters.size()) {
      clusters.set(from, last);
    }
  }

  /** Numbers them by size, the largest first. */
  void numberBySize() {
    clusters.sort(Collections.reverseOrder(Comparator.comparingDouble(Cluster::size)));
  }

  /** Numbers them as the centroids of the same space that they are closest to, all in all. */
  void numberLike(List<double[]> others) {
    double[][] cost = new double[others.size()][clusters.size()];
    for (int i = 0; i < others.size(); i++) {
      for (int j = 0; j < clusters.size(); j++) {
        cost[i][j] = Distances.squared(others.get(i), clusters.get(j).centroid());
      }
    }
    List<Cluster> before = List.copyOf(clusters);
    int[] order = Assignment.of(cost);
    for (int i = 0; i < order.length; i++) {
      clusters.set(i, before.get(order[i]));
    }
  }

  /** The model they make, with centroids from one space in another. */
  KMeansModel toModel(long version, PointSpace from, Remapping remapping, PointSpace into) {
    double[][] unscaled = new double[clusters.size()][];
    double[] sizes = new double[clusters.size()];
    double[] vectorSizes = new double[clusters.size()];
    for (int i = 0; i < unscaled.length; i++) {
      Cluster cluster = clusters.get(i);
      unscaled[i] = remapping.of(from.fromSpace(cluster.centroid()), Double.NaN);
      sizes[i] = cluster.size();
      vectorSizes[i] = cluster.vectorSize();
    }
    return new KMeansModel(version, into, unscaled, sizes, vectorSizes);
  }

  /** The same clusters where a model, which {@link #toModel} made, has them. */
  Clusters in(KMeansModel model, Remapping remapping) {
    Clusters result = new Clusters(new ArrayList<>());
    for (int i = 0; i < clusters.size(); i++) {
      Cluster cluster = clusters.get(i);
      result.clusters.add(
          cluster.at(
              model.columns().size(), model.centroid(i), remapping.of(cluster.spreads(), 0)));
    }
    return result;
  }

  /** Writes what the model does not say. */
  void write(DataOutput out) throws IOException {
    for (Cluster cluster : clusters) {
      Doubles.write(cluster.spreads(), out);
      out.writeInt(cluster.idleBlocks());
    }
  }

  /** Reads what {@link #write} wrote, beside the model. */
  static Clusters read(DataInput in, KMeansModel model) throws IOException {
    Clusters result = of(model);
    for (Cluster cluster : result.clusters) {
      cluster.restore(Doubles.read(in), in.readInt());
    }
    return result;
  }
}
