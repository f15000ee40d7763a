package io.portrait.job.segment;

import io.portrait.definition.Definition;
import io.portrait.definition.DefinitionFile;
import io.portrait.definition.Segments;
import io.portrait.job.learn.ModelReport;
import io.portrait.job.learn.Start;
import io.portrait.job.learn.TickLearner;
import io.portrait.learning.Example;
import io.portrait.learning.KMeansModel;
import io.portrait.learning.SegmentLearner;
import io.portrait.ml.OnlineLearner;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** {@link SegmentLearner}, tick by tick. */
final class SegmentTicks extends TickLearner {

  private SegmentLearner learner;

  private SegmentTicks(Start start, Definition definition) {
    super(start);
    learner = SegmentLearner.of(definition);
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
      SegmentTicks ticks = new SegmentTicks(start, definition());
      ticks.resume(Long.MIN_VALUE);
      return ticks;
    }

    @Override
    public OnlineLearner read(DataInput in) throws IOException {
      SegmentTicks ticks = new SegmentTicks(start, definition());
      ticks.read(in);
      ticks.learner = SegmentLearner.read(in, definition());
      return ticks;
    }

    private Definition definition() {
      return DefinitionFile.parse(definitionText, "definitions");
    }
  }

  @Override
  protected void take(Example example) {
    learner.learn(example);
  }

  @Override
  protected void endTick() {
    learner.endTick();
  }

  @Override
  protected void adopt(String model, long fromMillis) {
    learner.adopt(KMeansModel.fromJson(model));
  }

  @Override
  protected boolean writeModel(DataOutput out) throws IOException {
    KMeansModel model = learner.model();
    if (model != null) {
      model.write(out);
    }
    return model != null;
  }

  @Override
  protected void writeLearned(DataOutput out) throws IOException {
    learner.write(out);
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
}
