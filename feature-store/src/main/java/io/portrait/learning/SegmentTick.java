package io.portrait.learning;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Collects what the users of a tick say of the segments, as they were before the tick learned from
 * them. Holds O(segments * columns) numbers and three users a segment. Mutable.
 */
public final class SegmentTick {

  private static final int FORMAT = 1;
  private static final int TYPICAL = 3;
  private static final Comparator<Near> NEAREST_FIRST =
      Comparator.comparingDouble(Near::squaredDistance).thenComparing(Near::userId);

  /** A user and how far they are from their segment. */
  private record Near(String userId, double squaredDistance) {}

  private final KMeansModel model;
  private final ColumnSums all;
  private final List<ColumnSums> segments = new ArrayList<>();
  private final List<List<Near>> typical = new ArrayList<>();
  private double inertia;

  /**
   * Of no users yet.
   *
   * @param model as it was before the tick
   */
  public SegmentTick(KMeansModel model) {
    this.model = model;
    this.all = new ColumnSums(model.columns().size());
    for (int i = 0; i < model.count(); i++) {
      segments.add(new ColumnSums(model.columns().size()));
      typical.add(new ArrayList<>());
    }
  }

  /** The model that the users are held against. */
  public KMeansModel model() {
    return model;
  }

  /**
   * Takes a user into account.
   *
   * @param segment that the user was assigned to; {@link KMeansModel#NONE} counts for nothing
   */
  public void add(Example example, int segment) {
    if (segment == KMeansModel.NONE || !example.isSound()) {
      return;
    }
    double[] point = model.point(example.features());
    all.add(example.features(), point);
    segments.get(segment).add(example.features(), point);
    double distance = model.distance(point, segment);
    inertia += distance;
    List<Near> near = typical.get(segment);
    near.add(new Near(example.userId(), distance));
    near.sort(NEAREST_FIRST);
    if (near.size() > TYPICAL) {
      near.remove(TYPICAL);
    }
  }

  /** What they say, all in all. */
  public SegmentReport report() {
    List<SegmentReport.Segment> reports = new ArrayList<>();
    for (int segment = 0; segment < segments.size(); segment++) {
      ColumnSums sums = segments.get(segment);
      List<SegmentReport.ColumnMean> means = new ArrayList<>();
      for (int i = 0; i < model.columns().size(); i++) {
        means.add(
            new SegmentReport.ColumnMean(
                model.columns().get(i).name(),
                sums.mean(i),
                all.mean(i),
                sums.standardisedMean(i) - all.standardisedMean(i)));
      }
      List<String> users = typical.get(segment).stream().map(Near::userId).toList();
      reports.add(new SegmentReport.Segment(segment, sums.users(), means, users));
    }
    double perUser = all.users() == 0 ? Double.NaN : inertia / all.users();
    return new SegmentReport(model.version(), all.users(), perUser, reports);
  }

  /** Writes all of it, the model too. */
  public void write(DataOutput out) throws IOException {
    out.writeByte(FORMAT);
    model.write(out);
    out.writeDouble(inertia);
    all.write(out);
    for (int segment = 0; segment < segments.size(); segment++) {
      segments.get(segment).write(out);
      List<Near> near = typical.get(segment);
      out.writeInt(near.size());
      for (Near user : near) {
        out.writeUTF(user.userId);
        out.writeDouble(user.squaredDistance);
      }
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * <p>It still wants the columns of then: under a definition that changed inside a tick, start
   * another.
   */
  public static SegmentTick read(DataInput in) throws IOException {
    int format = in.readByte();
    if (format != FORMAT) {
      throw new IOException("unknown format of a tick's segments: " + format);
    }
    SegmentTick tick = new SegmentTick(KMeansModel.read(in));
    tick.inertia = in.readDouble();
    tick.all.read(in);
    for (int segment = 0; segment < tick.segments.size(); segment++) {
      tick.segments.get(segment).read(in);
      for (int left = in.readInt(); left > 0; left--) {
        tick.typical.get(segment).add(new Near(in.readUTF(), in.readDouble()));
      }
    }
    return tick;
  }
}
