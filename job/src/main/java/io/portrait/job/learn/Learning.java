package io.portrait.job.learn;

import io.portrait.job.wire.ExampleWire;
import io.portrait.job.wire.ModelUpdateWire;
import io.portrait.learning.Example;
import io.portrait.ml.LearningOperator;
import io.portrait.ml.ModelRecord;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.types.Either;

/** What the learning of segments and that of churn share. */
public final class Learning {

  private Learning() {}

  /**
   * Brings examples into the one order in which they are learned; one subtask does.
   *
   * @param examples those of a user in one subtask, and in its place the id of one who was erased:
   *     of whom nothing is learned that waits
   */
  public static DataStream<Example> inOrder(
      DataStream<Either<Example, String>> examples, String uid) {
    return examples
        .keyBy(Learning::dueMillis, Types.LONG)
        .transform(uid, ExampleWire.TYPE, new InOrder())
        .forceNonParallel()
        .name(uid)
        .uid(uid);
  }

  private static long dueMillis(Either<Example, String> example) {
    return example.isLeft() ? example.left().dueMillis() : Long.MIN_VALUE;
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
