package io.portrait.learning;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final int BETWEEN_TICKS = 0;
  private static final int IN_TICK = 1;

  /** Of the users of such a tick nothing can be said but by a model that has learned from them. */
  private static final int IN_TICK_WITHOUT_MODEL = 2;

  private final KMeansLearner learner;
  private boolean isInTick;
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
    if (!isInTick) {
      KMeansModel before = learner.model();
      tick = before == null ? null : new SegmentTick(before);
      isInTick = true;
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

  /**
   * In the form in which people read it: {@code {"model": ..., "report": ...}}, as {@link
   * KMeansModel#toJson} and {@link SegmentReport#toJson} have them; what there is not, is null.
   */
  public String parameters() {
    ObjectNode parameters = JSON.createObjectNode();
    try {
      KMeansModel model = learner.model();
      parameters.set("model", model == null ? null : JSON.readTree(model.toJson()));
      parameters.set("report", report == null ? null : JSON.readTree(report.toJson()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("no JSON was written", e);
    }
    return parameters.toString();
  }

  /** Writes everything but the report, which is of a tick that is over. */
  public void write(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    learner.write(out);
    out.writeByte(!isInTick ? BETWEEN_TICKS : tick == null ? IN_TICK_WITHOUT_MODEL : IN_TICK);
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
    int state = in.readByte();
    SegmentTick tick = state == IN_TICK ? SegmentTick.read(in) : null;
    List<Input> columns = specOf(definition).columns();
    if (tick != null && tick.model().columns().equals(columns)) {
      read.tick = tick;
    }
    read.isInTick = state == IN_TICK_WITHOUT_MODEL || read.tick != null;
    return read;
  }
}
