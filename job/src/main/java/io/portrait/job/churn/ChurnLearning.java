package io.portrait.job.churn;

import io.portrait.definition.Churn;
import io.portrait.job.JobConfig;
import io.portrait.job.Uids;
import io.portrait.job.learn.Learned;
import io.portrait.job.learn.Learning;
import io.portrait.job.learn.Start;
import io.portrait.job.learn.TickLearning;
import io.portrait.job.wire.LabelWire;
import io.portrait.learning.Example;
import io.portrait.ml.LearningOperator;
import io.portrait.ml.ModelRecord;
import io.portrait.ml.OnlineLearner;
import java.util.Optional;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.types.Either;
import org.apache.flink.util.OutputTag;

/** Step 5: who leaves. */
public final class ChurnLearning {

  static final OutputTag<Label> LABELS = new OutputTag<>("labels", LabelWire.TYPE);

  private ChurnLearning() {}

  /**
   * What came of it.
   *
   * @param learned models and reports
   * @param labels each with what had been said at its tick
   */
  public record Churned(Learned learned, DataStream<Label> labels) {}

  /** Learns from what became of users, where the definition has a section {@code churn}. */
  public static Optional<Churned> from(
      DataStream<Either<Example, String>> matured, JobConfig config) {
    if (config.definition().churn() == null) {
      return Optional.empty();
    }
    ChurnTicks.Factory factory =
        new ChurnTicks.Factory(config.definitionText(), new Start(config.startOf(Churn.NAME)));
    DataStream<Example> inOrder = Learning.inOrder(matured, Uids.CHURN_ORDER);
    SingleOutputStreamOperator<ModelRecord> records =
        LearningOperator.learn(inOrder, new Operator(factory), Uids.CHURN);
    return Optional.of(
        new Churned(
            Learning.named(records, Churn.NAME, Uids.CHURN), records.getSideOutput(LABELS)));
  }

  /** Tells of every label. */
  private static final class Operator extends TickLearning {

    private static final long serialVersionUID = 1;

    Operator(OnlineLearner.Factory factory) {
      super(factory);
    }

    @Override
    protected void afterLearning(Example example, OnlineLearner learner) {
      var said = ((ChurnTicks) learner).said();
      Label label =
          new Label(
              example.userId(),
              example.tickMillis(),
              example.dueMillis(),
              example.label() == 1,
              said.probability(),
              said.version());
      output.collect(LABELS, new StreamRecord<>(label, example.dueMillis()));
    }
  }
}
