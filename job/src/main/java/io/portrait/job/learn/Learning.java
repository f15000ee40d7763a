package io.portrait.job.learn;

import io.portrait.job.wire.ExampleWire;
import io.portrait.job.wire.ModelUpdateWire;
import io.portrait.learning.Example;
import io.portrait.ml.LearningOperator;
import io.portrait.ml.ModelRecord;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/** What the learning of segments and that of churn share. */
public final class Learning {

  private Learning() {}

  /** Brings examples into the one order in which they are learned; one subtask does. */
  public static DataStream<Example> inOrder(DataStream<Example> examples, String uid) {
    return examples
        .keyBy(Example::dueMillis, Types.LONG)
        .transform(uid, ExampleWire.TYPE, new InOrder())
        .forceNonParallel()
        .name(uid)
        .uid(uid);
  }

  /**
   * Learns from examples in order, in the same task as what put them in order.
   *
   * @param uid of the learner; that of what gives models their name is {@code uid-models}
   */
  public static Learned learn(
      DataStream<Example> examples, TickLearning operator, String name, String uid) {
    return named(LearningOperator.learn(examples, operator, uid), name, uid);
  }

  /** As {@link #learn}, of what an operator told. */
  public static Learned named(
      SingleOutputStreamOperator<ModelRecord> records, String name, String uid) {
    DataStream<ModelUpdate> models =
        records
            .map(
                record ->
                    new ModelUpdate(
                        name, record.version(), record.timestampMillis(), record.model()))
            .returns(ModelUpdateWire.TYPE)
            .forceNonParallel()
            .name(uid + "-models")
            .uid(uid + "-models");
    return new Learned(models, records.getSideOutput(TickLearning.REPORTS));
  }
}
