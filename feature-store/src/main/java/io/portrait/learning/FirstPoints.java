package io.portrait.learning;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/** The first users, kept until there are enough of them for k-means++. Mutable. */
final class FirstPoints {

  private final List<double[]> features = new ArrayList<>();
  private final List<Double> weights = new ArrayList<>();

  void add(double[] userFeatures, double weight) {
    features.add(userFeatures);
    weights.add(weight);
  }

  int size() {
    return features.size();
  }

  /** Whether there are so many that differ. */
  boolean hasDistinct(int count) {
    TreeSet<double[]> distinct = new TreeSet<>(Arrays::compare);
    distinct.addAll(features);
    return distinct.size() >= count;
  }

  /** Their clusters in a space. */
  Clusters clusters(int count, PointSpace space, int width) {
    int columns = space.columns().size();
    List<double[]> points = features.stream().map(user -> space.point(user, width)).toList();
    double[] pointWeights = weights.stream().mapToDouble(Double::doubleValue).toArray();
    KMeansPlusPlus batch = new KMeansPlusPlus(points, pointWeights, columns, columns + width);
    double[][] centroids = batch.centroids(count);
    return Clusters.of(columns, centroids, batch.assigned(centroids));
  }

  FirstPoints under(Remapping remapping) {
    FirstPoints result = new FirstPoints();
    for (int i = 0; i < size(); i++) {
      result.add(remapping.of(features.get(i), Double.NaN), weights.get(i));
    }
    return result;
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(size());
    for (int i = 0; i < size(); i++) {
      Doubles.write(features.get(i), out);
      out.writeDouble(weights.get(i));
    }
  }

  static FirstPoints read(DataInput in) throws IOException {
    FirstPoints result = new FirstPoints();
    for (int count = in.readInt(); count > 0; count--) {
      result.add(Doubles.read(in), in.readDouble());
    }
    return result;
  }
}
