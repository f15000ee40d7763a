package io.portrait.learning;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The points between two models, summed up centroid by centroid: O(segments * dimensions), however
 * many points. Mutable.
 */
final class Block {

  private final PointSums[] sums;
  private int points;

  /** Of nothing yet: dimensions are columns, then coordinates of the embedding. */
  Block(int count, int columns, int dimension) {
    sums = new PointSums[count];
    for (int i = 0; i < count; i++) {
      sums[i] = new PointSums(columns, dimension);
    }
  }

  /** How many points it has taken. */
  int points() {
    return points;
  }

  /** Takes a standardised point to its nearest centroid. */
  void add(double[] point, double[][] centroids, double weight) {
    int nearest = Distances.nearest(point, centroids);
    sums[nearest].add(point, centroids[nearest], weight);
    points++;
  }

  /** How many dimensions the widest of them has had. */
  int dimension() {
    int dimension = 0;
    for (PointSums one : sums) {
      dimension = Math.max(dimension, one.dimension());
    }
    return dimension;
  }

  PointSums of(int segment) {
    return sums[segment];
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(points);
    for (PointSums one : sums) {
      one.write(out);
    }
  }

  static Block read(DataInput in, int count, int columns) throws IOException {
    Block block = new Block(count, columns, 0);
    block.points = in.readInt();
    for (int i = 0; i < count; i++) {
      block.sums[i] = PointSums.read(in, columns);
    }
    return block;
  }
}
