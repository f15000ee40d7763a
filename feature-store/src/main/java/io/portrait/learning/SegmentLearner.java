package io.portrait.learning;

import io.portrait.definition.Definition;
import io.portrait.definition.Segments;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
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

  private final KMeansSpec spec;
  private KMeansLearner learner;

  /** Whether the tick at hand has begun: who comes first decides which model it tells of. */
  private boolean isInTick;

  private @Nullable SegmentTick tick;
  private @Nullable SegmentReport report;

  private SegmentLearner(KMeansSpec spec, KMeansLearner learner) {
    this.spec = spec;
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
    KMeansSpec spec = specOf(definition);
    return new SegmentLearner(spec, new KMeansLearner(spec));
  }

  /**
   * Goes on from another model, trained before or elsewhere, and forgets its own. Versions go on
   * growing.
   */
  public void adopt(KMeansModel other) {
    KMeansModel own = learner.model();
    long latest = own == null ? 0 : own.version();
    learner = KMeansLearner.from(spec, other.as(Math.max(latest + 1, other.version())));
    tick = null;
  }

  /** Learns from a user at a tick. */
  public void learn(Example example) {
    KMeansModel before = learner.model();
    if (!isInTick && before != null) {
      tick = new SegmentTick(before);
    }
    isInTick = true;
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
    isInTick = false;
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

  /** Writes everything but the report, which is of a tick that is over. */
  public void write(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    learner.write(out);
    out.writeBoolean(isInTick);
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
    KMeansSpec spec = specOf(definition);
    SegmentLearner read = new SegmentLearner(spec, KMeansLearner.read(in, spec));
    read.isInTick = in.readBoolean();
    SegmentTick tick = in.readBoolean() ? SegmentTick.read(in) : null;
    if (tick != null && tick.model().columns().equals(spec.columns())) {
      read.tick = tick;
    } else if (tick != null) {
      // Of other columns: the rest of the tick's users speak for it.
      read.isInTick = false;
    }
    return read;
  }
}
