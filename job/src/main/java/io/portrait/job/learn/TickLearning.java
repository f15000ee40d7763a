package io.portrait.job.learn;

import io.portrait.job.wire.ModelReportWire;
import io.portrait.ml.BlockEnd;
import io.portrait.ml.LearningOperator;
import io.portrait.ml.OnlineLearner;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/** Learns tick by tick, and reports on the model when a tick ends. */
public class TickLearning extends LearningOperator {

  private static final long serialVersionUID = 1;

  static final OutputTag<ModelReport> REPORTS = new OutputTag<>("reports", ModelReportWire.TYPE);

  /** For examples in order. */
  public TickLearning(OnlineLearner.Factory factory) {
    super(factory, BlockEnd.TICK);
  }

  @Override
  protected void afterTick(long dueMillis, OnlineLearner learner) {
    ModelReport report = ((TickLearner) learner).report(dueMillis);
    output.collect(REPORTS, new StreamRecord<>(report, dueMillis));
  }

  /** Models of another definition are of no use to those who score. */
  @Override
  protected boolean tellsAgain() {
    return true;
  }
}
