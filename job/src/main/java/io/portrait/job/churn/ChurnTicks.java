package io.portrait.job.churn;

import io.portrait.definition.Churn;
import io.portrait.definition.Definition;
import io.portrait.definition.DefinitionFile;
import io.portrait.job.learn.ModelReport;
import io.portrait.job.learn.Start;
import io.portrait.job.learn.TickLearner;
import io.portrait.learning.ChurnLearner;
import io.portrait.learning.Example;
import io.portrait.learning.LogisticModel;
import io.portrait.ml.OnlineLearner;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** {@link ChurnLearner}, tick by tick. */
final class ChurnTicks extends TickLearner {

  private ChurnLearner learner;
  private long due;
  private ChurnLearner.Said said = new ChurnLearner.Said(Double.NaN, 0);

  private ChurnTicks(Start start, Definition definition) {
    super(start);
    learner = ChurnLearner.of(definition);
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
      ChurnTicks ticks = new ChurnTicks(start, definition());
      ticks.resume(Long.MIN_VALUE);
      return ticks;
    }

    @Override
    public OnlineLearner read(DataInput in) throws IOException {
      ChurnTicks ticks = new ChurnTicks(start, definition());
      ticks.read(in);
      ticks.due = in.readLong();
      ticks.learner = ChurnLearner.read(in, definition());
      return ticks;
    }

    private Definition definition() {
      return DefinitionFile.parse(definitionText, "definitions");
    }
  }

  @Override
  protected void take(Example example) {
    said = learner.learn(example);
    due = example.dueMillis();
  }

  /** What had been said of the latest example at its tick. */
  ChurnLearner.Said said() {
    return said;
  }

  @Override
  protected void endTick() {
    learner.endTick(due);
  }

  @Override
  protected void adopt(String model, long fromMillis) {
    learner.adopt(LogisticModel.fromJson(model), fromMillis);
  }

  @Override
  protected boolean writeModel(DataOutput out) throws IOException {
    learner.model().write(out);
    return true;
  }

  @Override
  protected void writeLearned(DataOutput out) throws IOException {
    out.writeLong(due);
    learner.write(out);
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
}
