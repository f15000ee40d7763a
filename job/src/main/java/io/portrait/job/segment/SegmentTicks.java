package io.portrait.job.segment;

import io.portrait.definition.Definition;
import io.portrait.definition.DefinitionFile;
import io.portrait.definition.Segments;
import io.portrait.job.learn.ModelReport;
import io.portrait.job.learn.Start;
import io.portrait.job.learn.TickLearning.TickLearner;
import io.portrait.learning.Example;
import io.portrait.learning.KMeansModel;
import io.portrait.learning.SegmentLearner;
import io.portrait.ml.OnlineLearner;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** {@link SegmentLearner} as the learning operator wants it: a block is a tick. */
final class SegmentTicks implements TickLearner {

  private final SegmentLearner learner;
  private final Start start;
  private String taken;
  private boolean isOpen;

  private SegmentTicks(SegmentLearner learner, Start start, String taken, boolean isOpen) {
    this.learner = learner;
    this.start = start;
    this.taken = taken;
    this.isOpen = isOpen;
  }

  /**
   * Makes them where the job runs.
   *
   * @param definitionText the definition file
   * @param start as {@link KMeansModel#toJson} has it
   */
  record Factory(String definitionText, Start start) implements OnlineLearner.Factory {

    private static final long serialVersionUID = 1;

    @Override
    public OnlineLearner create() {
      SegmentTicks ticks =
          new SegmentTicks(SegmentLearner.of(definition()), start, Start.NONE, false);
      ticks.resume(Long.MIN_VALUE);
      return ticks;
    }

    @Override
    public OnlineLearner read(DataInput in) throws IOException {
      String taken = in.readUTF();
      boolean isOpen = in.readBoolean();
      return new SegmentTicks(SegmentLearner.read(in, definition()), start, taken, isOpen);
    }

    private Definition definition() {
      return DefinitionFile.parse(definitionText, "definitions");
    }
  }

  @Override
  public boolean resume(long watermark) {
    String model = start.unlessTaken(taken);
    if (model == null) {
      return false;
    }
    learner.adopt(KMeansModel.fromJson(model));
    taken = start.key();
    return true;
  }

  @Override
  public boolean learn(Example example) {
    learner.learn(example);
    isOpen = true;
    return false;
  }

  @Override
  public boolean closeBlock() {
    boolean wasOpen = isOpen;
    if (wasOpen) {
      learner.endTick();
      isOpen = false;
    }
    return wasOpen;
  }

  @Override
  public byte @Nullable [] model() {
    KMeansModel model = learner.model();
    if (model == null) {
      return null;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      model.write(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  @Override
  public long version() {
    KMeansModel model = learner.model();
    return model == null ? 0 : model.version();
  }

  @Override
  public long refused() {
    return learner.refused();
  }

  @Override
  public ModelReport report(long asOfMillis) {
    return new ModelReport(
        Segments.NAME, version(), asOfMillis, learner.parameters(), learner.metrics());
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeUTF(taken);
    out.writeBoolean(isOpen);
    learner.write(out);
  }
}
