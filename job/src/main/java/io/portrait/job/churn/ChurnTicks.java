package io.portrait.job.churn;

import io.portrait.definition.Churn;
import io.portrait.definition.Definition;
import io.portrait.definition.DefinitionFile;
import io.portrait.job.learn.ModelReport;
import io.portrait.job.learn.Start;
import io.portrait.job.learn.TickLearning.TickLearner;
import io.portrait.learning.ChurnLearner;
import io.portrait.learning.Example;
import io.portrait.learning.LogisticModel;
import io.portrait.ml.OnlineLearner;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** {@link ChurnLearner} as the learning operator wants it: a block is a tick. */
final class ChurnTicks implements TickLearner {

  private final ChurnLearner learner;
  private final Start start;
  private String taken = Start.NONE;
  private boolean isOpen;
  private long due;
  private ChurnLearner.Said said = new ChurnLearner.Said(Double.NaN, 0);

  private ChurnTicks(ChurnLearner learner, Start start) {
    this.learner = learner;
    this.start = start;
  }

  /**
   * Makes them where the job runs.
   *
   * @param definitionText the definition file
   * @param start as {@link LogisticModel#toJson} has it
   */
  record Factory(String definitionText, Start start) implements OnlineLearner.Factory {

    private static final long serialVersionUID = 1;

    @Override
    public OnlineLearner create() {
      ChurnTicks ticks = new ChurnTicks(ChurnLearner.of(definition()), start);
      ticks.resume(Long.MIN_VALUE);
      return ticks;
    }

    @Override
    public OnlineLearner read(DataInput in) throws IOException {
      String taken = in.readUTF();
      boolean isOpen = in.readBoolean();
      long due = in.readLong();
      ChurnTicks ticks = new ChurnTicks(ChurnLearner.read(in, definition()), start);
      ticks.taken = taken;
      ticks.isOpen = isOpen;
      ticks.due = due;
      return ticks;
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
    long from = watermark == Long.MIN_VALUE ? watermark : watermark + 1;
    learner.adopt(LogisticModel.fromJson(model), from);
    taken = start.key();
    return true;
  }

  @Override
  public boolean learn(Example example) {
    said = learner.learn(example);
    due = example.dueMillis();
    isOpen = true;
    return false;
  }

  /** What had been said of the latest example at its tick. */
  ChurnLearner.Said said() {
    return said;
  }

  @Override
  public boolean closeBlock() {
    boolean wasOpen = isOpen;
    if (wasOpen) {
      learner.endTick(due);
      isOpen = false;
    }
    return wasOpen;
  }

  @Override
  public byte[] model() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      learner.model().write(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  @Override
  public long version() {
    return learner.model().version();
  }

  @Override
  public long refused() {
    return learner.refused();
  }

  @Override
  public ModelReport report(long asOfMillis) {
    return new ModelReport(
        Churn.NAME, version(), asOfMillis, learner.parameters(), learner.metrics());
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeUTF(taken);
    out.writeBoolean(isOpen);
    out.writeLong(due);
    learner.write(out);
  }
}
