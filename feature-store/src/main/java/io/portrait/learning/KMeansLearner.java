package io.portrait.learning;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Segments learned as users come: mini-batch k-means that forgets.
 *
 * <p>When a block of users closes, each centroid becomes {@code (centroid * weight * decay + sum of
 * its users) / (weight * decay + their weight)}: the rule of Spark's and Flink ML's streaming
 * k-means, after Sculley, "Web-scale k-means clustering", WWW 2010. Users are standardised by the
 * running scaler as it stood when the block before closed; {@link PointSpace} says how centroids
 * stay true while it moves. The coordinates of an embedding have a weight of their own, that of the
 * users who have one.
 *
 * <p>Start: k-means++ on the first 500 users. Where a tick ends before, an early start from those
 * at hand if there are twice as many distinct ones as segments; when the 500 have come, a second
 * start from all of them, whose segments take the numbers of the closest early ones.
 *
 * <p>A segment with less than a fiftieth of the mean size for ten blocks is given up: its number
 * goes to half of the segment of the greatest inertia.
 *
 * <p>The width of an embedding is that of the first seen; one of another width is left out. A user
 * of whom nothing is known teaches nothing. Mutable, not thread-safe. Holds O(segments *
 * dimensions) numbers, and the first 500 users until they are all there.
 */
public final class KMeansLearner {

  private static final int FORMAT = 1;

  /** Sums of squares of what is greater might be infinite. */
  private static final double GREATEST = 1e100;

  private final KMeansSpec spec;
  private final int columns;
  private Scaler scaler;
  private int width;
  private long refused;
  private @Nullable FirstPoints first;
  private @Nullable Running running;

  /** What there is once there is a model. */
  private record Running(KMeansModel model, Clusters clusters, Block block) {}

  /** Of nothing yet. */
  public KMeansLearner(KMeansSpec spec) {
    this(spec, new Scaler(spec.columns(), spec.clip()), new FirstPoints());
  }

  private KMeansLearner(KMeansSpec spec, Scaler scaler, @Nullable FirstPoints first) {
    this.spec = spec;
    this.columns = spec.columns().size();
    this.scaler = scaler;
    this.first = first;
  }

  /**
   * A warm start, for instance from a file: its segments go on under their numbers. Columns and
   * count may differ, as in {@link #read}.
   */
  public static KMeansLearner from(KMeansSpec spec, KMeansModel model) {
    Scaler scaler = model.space().under(spec.columns(), spec.clip()).standard().toScaler();
    KMeansLearner learner = new KMeansLearner(spec, scaler, null);
    learner.width = model.width();
    Block block = new Block(model.count(), model.columns().size(), model.dimension());
    learner.resume(model, Clusters.of(model), block);
    return learner;
  }

  /**
   * Takes a user into account, unless a number is infinite or beyond 1e100 either way: that is
   * counted and changes nothing else.
   *
   * @return whether a block closed, so that there is another model
   */
  public boolean learn(Example example) {
    if (!isUsable(example)) {
      refused++;
      return false;
    }
    double[] features = example.features();
    if (features.length == 0) {
      return false;
    }
    if (width == 0) {
      width = features.length - columns;
    }
    scaler.add(features, example.weight());
    if (running != null) {
      double[] point = running.model.space().point(features, width);
      running.model.addTo(running.block, point, example.weight());
    }
    if (first != null) {
      first.add(features, example.weight());
      if (first.size() >= spec.firstPoints()) {
        return startForGood(first);
      }
    }
    return running != null && running.block.points() >= spec.block() && closeBlock();
  }

  /**
   * Ends a block before it is full, as the end of a tick does.
   *
   * @return whether there is another model; false where nothing was in the block
   */
  public boolean closeBlock() {
    if (running == null) {
      return startEarly();
    }
    if (running.block.points() == 0) {
      return false;
    }
    running.clusters.absorb(running.block, spec.decay());
    publish(running.clusters, running.model.space());
    return true;
  }

  /** The segments as the latest block left them; null before there are any. */
  public @Nullable KMeansModel model() {
    return running == null ? null : running.model;
  }

  /** How many examples were refused. */
  public long refused() {
    return refused;
  }

  private boolean isUsable(Example example) {
    double[] features = example.features();
    if (!example.isSound() || features.length < columns || example.weight() > GREATEST) {
      return false;
    }
    for (int i = 0; i < features.length; i++) {
      boolean isNull = Double.isNaN(features[i]) && i < columns;
      if (!isNull && !(Math.abs(features[i]) <= GREATEST)) {
        return false;
      }
    }
    return true;
  }

  private boolean startEarly() {
    if (first == null || !first.hasDistinct(2 * spec.count())) {
      return false;
    }
    start(first);
    return true;
  }

  private boolean startForGood(FirstPoints points) {
    if (running == null && !points.hasDistinct(2 * spec.count())) {
      // users who are all the same: the next ones may differ
      first = new FirstPoints();
      return false;
    }
    start(points);
    first = null;
    return true;
  }

  private void start(FirstPoints points) {
    PointSpace space = PointSpace.of(scaler, spec.clip());
    Clusters clusters = points.clusters(spec.count(), space, width);
    if (running == null) {
      clusters.numberBySize();
    } else {
      List<double[]> early = new ArrayList<>();
      for (double[] centroid : running.model.unscaled()) {
        early.add(space.intoSpace(centroid));
      }
      clusters.numberLike(early);
    }
    publish(clusters, space);
  }

  private void publish(Clusters clusters, PointSpace from) {
    Remapping remapping = new Remapping(from.columns(), spec.columns());
    PointSpace into = PointSpace.of(scaler, spec.clip());
    long version = running == null ? 1 : running.model.version() + 1;
    KMeansModel model = clusters.toModel(version, from, remapping, into);
    Block block = new Block(spec.count(), columns, columns + width);
    running = new Running(model, clusters.in(model, remapping), block);
  }

  /** Goes on from a model; where it is not of this spec, after closing the block at hand. */
  private void resume(KMeansModel model, Clusters clusters, Block block) {
    running = new Running(model, clusters, block);
    boolean isSame =
        model.columns().equals(spec.columns())
            && model.space().standard().clip() == spec.clip()
            && model.count() == spec.count();
    if (!isSame) {
      if (block.points() > 0) {
        clusters.absorb(block, spec.decay());
      }
      clusters.resize(spec.count());
      publish(clusters, model.space());
    }
  }

  /** Writes all that the next models depend on. */
  public void write(DataOutput out) throws IOException {
    out.writeByte(FORMAT);
    PointSpace.write(out, spec.columns());
    scaler.write(out);
    out.writeInt(width);
    out.writeLong(refused);
    out.writeBoolean(first != null);
    if (first != null) {
      first.write(out);
    }
    out.writeBoolean(running != null);
    if (running != null) {
      running.model.write(out);
      running.clusters.write(out);
      running.block.write(out);
    }
  }

  /**
   * Reads what {@link #write} wrote, under a definition that may have changed; then the block at
   * hand is closed first. A column goes by its name and scale; one that is new starts at the mean
   * of all. If there are to be more segments, the widest are split and the new halves numbered
   * next; if fewer, the closest are merged under the lower number, and the last takes the number
   * that became free.
   */
  public static KMeansLearner read(DataInput in, KMeansSpec spec) throws IOException {
    int format = in.readByte();
    if (format != FORMAT) {
      throw new IOException("unknown format of a learner of segments: " + format);
    }
    Remapping remapping = new Remapping(PointSpace.readColumns(in), spec.columns());
    Scaler scaler = Scaler.read(in, spec.columns(), spec.clip());
    int width = in.readInt();
    long refused = in.readLong();
    FirstPoints first = in.readBoolean() ? FirstPoints.read(in).under(remapping) : null;
    KMeansLearner learner = new KMeansLearner(spec, scaler, first);
    learner.width = width;
    learner.refused = refused;
    if (in.readBoolean()) {
      KMeansModel model = KMeansModel.read(in);
      Clusters clusters = Clusters.read(in, model);
      Block block = Block.read(in, model.count(), model.columns().size());
      learner.resume(model, clusters, block);
    }
    return learner;
  }
}
