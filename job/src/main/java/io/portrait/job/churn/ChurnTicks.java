package io.portrait.job.churn;

import io.portrait.definition.Churn;
import io.portrait.definition.Definition;
import io.portrait.definition.DefinitionFile;
import io.portrait.job.learn.ModelReport;
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
import org.jspecify.annotations.Nullable;

/** {@link ChurnLearner} as the learning operator wants it: a block is a tick. */
final class ChurnTicks implements TickLearner {

  private final ChurnLearner learner;
  private boolean isOpen;
  private long due;
  private ChurnLearner.Said said = new ChurnLearner.Said(Double.NaN, 0);

  private ChurnTicks(ChurnLearner learner) {
    this.learner = learner;
  }

  /**
   * Makes them where the job runs.
   *
   * @param definitionText the definition file
   * @param start a model to begin with, as {@link LogisticModel#toJson} has it; null for none
   */
  record Factory(String definitionText, @Nullable String start) implements OnlineLearner.Factory {

    private static final long serialVersionUID = 1;

    @Override
    public OnlineLearner create() {
      return new ChurnTicks(
          start == null
              ? ChurnLearner.of(definition())
              : ChurnLearner.from(definition(), LogisticModel.fromJson(start)));
    }

    @Override
    public OnlineLearner read(DataInput in) throws IOException {
      boolean isOpen = in.readBoolean();
      long due = in.readLong();
      ChurnTicks ticks = new ChurnTicks(ChurnLearner.read(in, definition()));
      ticks.isOpen = isOpen;
      ticks.due = due;
      return ticks;
    }

    private Definition definition() {
      return DefinitionFile.parse(definitionText, "definitions");
    }
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
    out.writeBoolean(isOpen);
    out.writeLong(due);
    learner.write(out);
  }
}
