package io.portrait.learning;

import io.portrait.definition.Definition;
import io.portrait.definition.Segments;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Learns segments tick by tick, and says what the users of a tick tell of the segments as they were
 * before it. The same examples and ends of ticks in the same order give the same models to the bit.
 * Mutable.
 */
public final class SegmentLearner {

  private static final int VERSION = 1;
  private final KMeansLearner learner;
  private @Nullable SegmentTick tick;
  private @Nullable SegmentReport report;

  private SegmentLearner(KMeansLearner learner) {
    this.learner = learner;
  }

  /** What the section segments of a definition asks for. */
  public static KMeansSpec specOf(Definition definition) {
    Segments segments = definition.segments();
    if (segments == null) {
      throw new IllegalArgumentException("the definition has no section segments");
    }
    return new KMeansSpec(
        Inputs.of(definition, segments.features()).columns(),
        segments.count(),
        segments.decay(),
        segments.block());
  }

  /** One that has learned nothing. */
  public static SegmentLearner of(Definition definition) {
    return new SegmentLearner(new KMeansLearner(specOf(definition)));
  }

  /** One that begins with a model, trained before or elsewhere. */
  public static SegmentLearner from(Definition definition, KMeansModel model) {
    return new SegmentLearner(KMeansLearner.from(specOf(definition), model));
  }

  /** Learns from a user at a tick. */
  public void learn(Example example) {
    KMeansModel before = learner.model();
    if (tick == null && before != null) {
      tick = new SegmentTick(before);
    }
    if (tick != null && example.isSound()) {
      tick.add(example, tick.model().nearest(example.features()));
    }
    learner.learn(example);
  }

  /** Closes a tick: all of its users have been learned from. */
  public void endTick() {
    learner.closeBlock();
    report = tick == null ? null : tick.report();
    tick = null;
  }

  /** The model that speaks now; null while there is none. */
  public @Nullable KMeansModel model() {
    return learner.model();
  }

  /** Examples that nothing could be learned from. */
  public long refused() {
    return learner.refused();
  }

  /** What the users of the latest tick tell; null where there was no model before it. */
  public @Nullable SegmentReport report() {
    return report;
  }

  /** Figures by name: of {@link SegmentReport}. */
  public Map<String, Double> metrics() {
    Map<String, Double> metrics =
        report == null ? new TreeMap<>() : new TreeMap<>(report.metrics());
    metrics.put("refused", (double) refused());
    return metrics;
  }

  /** In the form in which people read it: see {@link SegmentParameters}. */
  public String parameters() {
    return SegmentParameters.of(learner.model(), report).toJson();
  }

  /** Writes everything. */
  public void write(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    learner.write(out);
    out.writeBoolean(tick != null);
    if (tick != null) {
      tick.write(out);
    }
  }

  /** Reads what {@link #write} wrote, be it under another definition: by the names of columns. */
  public static SegmentLearner read(DataInput in, Definition definition) throws IOException {
    int version = in.readByte();
    if (version != VERSION) {
      throw new IOException("unknown version of a segment learner: " + version);
    }
    SegmentLearner read = new SegmentLearner(KMeansLearner.read(in, specOf(definition)));
    SegmentTick tick = in.readBoolean() ? SegmentTick.read(in) : null;
    List<Input> columns = specOf(definition).columns();
    if (tick != null && tick.model().columns().equals(columns)) {
      read.tick = tick;
    }
    return read;
  }
}
