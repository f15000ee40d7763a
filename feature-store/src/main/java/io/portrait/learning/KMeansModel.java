package io.portrait.learning;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/**
 * Segments as they stood when a block closed. Immutable.
 *
 * <p>Distances are squared and Euclidean, of standardised columns and, where both a user and the
 * model know one, of the coordinates of the embedding. A number that is null stands at the mean.
 */
public final class KMeansModel {

  private static final int FORMAT = 1;

  /** What stands for no segment. */
  public static final int NONE = -1;

  private final long version;
  private final PointSpace space;
  private final double[][] unscaled;
  private final double[][] centroids;
  private final double[] sizes;
  private final double[] vectorSizes;
  private final int width;

  /**
   * From centroids on the columns' own scale.
   *
   * @param unscaled shape [segments][dimension], taken over; NaN where nobody knows
   * @param sizes shape [segments], taken over: the decayed weight behind each
   * @param vectorSizes shape [segments], taken over: the part of it that had an embedding
   */
  KMeansModel(
      long version, PointSpace space, double[][] unscaled, double[] sizes, double[] vectorSizes) {
    this.version = version;
    this.space = space;
    this.unscaled = unscaled;
    this.sizes = sizes;
    this.vectorSizes = vectorSizes;
    this.centroids = new double[unscaled.length][];
    for (int i = 0; i < unscaled.length; i++) {
      centroids[i] = space.intoSpace(unscaled[i]);
    }
    this.width = unscaled[0].length - space.columns().size();
  }

  /** Blocks closed until then; it only grows. */
  public long version() {
    return version;
  }

  /** The same under another version. */
  KMeansModel as(long another) {
    return new KMeansModel(another, space, unscaled, sizes, vectorSizes);
  }

  /** Segments, numbered from 0. */
  public int count() {
    return centroids.length;
  }

  /** What it was learned from. */
  public List<Input> columns() {
    return space.columns();
  }

  /** The coordinates of the embeddings it has seen; 0 if none. */
  public int width() {
    return width;
  }

  /** The decayed weight of the users behind a segment. */
  public double size(int segment) {
    return sizes[segment];
  }

  /** A copy of the centroids in standardised space: shape [segments][columns + width]. */
  public double[][] centroids() {
    return Rows.copy(centroids);
  }

  /**
   * How far a user is from a segment.
   *
   * @param features as in {@link Example#features}
   */
  public double squaredDistance(double[] features, int segment) {
    return Distances.squared(point(features), centroids[segment]);
  }

  /** The nearest segment; of several the first; {@link #NONE} if nothing is known of the user. */
  public int nearest(double[] features) {
    double[] point = point(features);
    return point.length == 0 ? NONE : Distances.nearest(point, centroids);
  }

  /**
   * The segment a user belongs to, who stays where they were unless another is clearly nearer.
   *
   * <p>A user of whom nothing is known stays as well.
   *
   * @param current the user's segment, or {@link #NONE}, which gives the nearest
   * @param switchBelow the share of the squared distance to {@code current} below which that to the
   *     nearest must be to move there
   */
  public int assign(double[] features, int current, double switchBelow) {
    double[] point = point(features);
    if (point.length == 0) {
      return current;
    }
    int nearest = Distances.nearest(point, centroids);
    if (current < 0 || current >= centroids.length || nearest == current) {
      return nearest;
    }
    double least = Distances.squared(point, centroids[nearest]);
    return least < switchBelow * Distances.squared(point, centroids[current]) ? nearest : current;
  }

  /** Where a user stands in standardised space. */
  double[] point(double[] features) {
    return space.point(features, width);
  }

  double distance(double[] point, int segment) {
    return Distances.squared(point, centroids[segment]);
  }

  /** Adds a point of its space to the segment that it is nearest to. */
  void addTo(Block block, double[] point, double weight) {
    block.add(point, centroids, weight);
  }

  PointSpace space() {
    return space;
  }

  int dimension() {
    return columns().size() + width;
  }

  /** A copy of a centroid in standardised space. */
  double[] centroid(int segment) {
    return centroids[segment].clone();
  }

  /** A copy of the centroids on the columns' own scale. */
  double[][] unscaled() {
    return Rows.copy(unscaled);
  }

  /** The part of the size of a segment that had an embedding. */
  double vectorSize(int segment) {
    return vectorSizes[segment];
  }

  /** Writes all of it, its columns too. */
  public void write(DataOutput out) throws IOException {
    out.writeByte(FORMAT);
    out.writeLong(version);
    space.write(out);
    Rows.write(out, unscaled);
    Doubles.write(sizes, out);
    Doubles.write(vectorSizes, out);
  }

  /** Reads what {@link #write} wrote: equal to the bit. */
  public static KMeansModel read(DataInput in) throws IOException {
    int format = in.readByte();
    if (format != FORMAT) {
      throw new IOException("unknown format of segments: " + format);
    }
    return new KMeansModel(
        in.readLong(), PointSpace.read(in), Rows.readAll(in), Doubles.read(in), Doubles.read(in));
  }

  /** As JSON, to look at, to take elsewhere and to start from. */
  public String toJson() {
    return KMeansJson.write(this);
  }

  /**
   * Reads what {@link #toJson} wrote: equal to the bit.
   *
   * @throws IllegalArgumentException if it is no such model, saying why
   */
  public static KMeansModel fromJson(String json) {
    return KMeansJson.read(json);
  }

  @Override
  public String toString() {
    return "KMeansModel " + version + " of " + centroids.length + " segments";
  }
}
