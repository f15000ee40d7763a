package io.portrait.ml;

import io.portrait.learning.Example;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Learns from examples in the order in which they come, and tells of the model at every block's
 * end.
 *
 * <p>There is one for all examples, so their order is one; everything it knows is in checkpointed
 * state: model, optimizer, scaler and the open block. What comes out is therefore the same to the
 * bit, whether or not the job failed, was stopped with a savepoint or rescaled in the middle. A
 * learner that starts with a model tells of it before the first example; restored, it says nothing
 * again, since those who listen have it in their own state.
 *
 * <p>A model record carries the event time of the example that ended its block, where that has one.
 * The end of a bounded input ends no block by itself: the rest of a block is learned from only
 * where {@link BlockEnd#TICK} lets the last watermark end it.
 */
@SuppressWarnings("NullAway.Init") // Flink calls initializeState before anything else
public class LearningOperator extends AbstractStreamOperator<ModelRecord>
    implements OneInputStreamOperator<Example, ModelRecord> {

  private static final long serialVersionUID = 1;

  /**
   * One value: a version byte, the event times of {@link #latest}, {@link #due} and {@link
   * #watermark}, and the learner as it writes itself; kilobytes, and an open block. It never goes.
   */
  static final ListStateDescriptor<byte[]> LEARNER =
      new ListStateDescriptor<>("learner", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);

  private static final int VERSION = 1;

  private final OnlineLearner.Factory factory;
  private final BlockEnd blockEnd;

  private transient ListState<byte[]> state;
  private transient OnlineLearner learner;
  private transient boolean isRestored;

  /** The latest event time learned from or in the open block; {@code MIN_VALUE} at first. */
  private transient long latest;

  /** When the examples of the open block are due. */
  private transient long due;

  /** Event time that has passed, but for the end of a bounded input. */
  private transient long watermark;

  /** By the clock that only runs. */
  private transient volatile long learnedAt;

  /**
   * An operator for {@link #learn}, open to those that say more at each example.
   *
   * @param factory of what learns
   * @param blockEnd when a block ends that is not full
   */
  public LearningOperator(OnlineLearner.Factory factory, BlockEnd blockEnd) {
    this.factory = factory;
    this.blockEnd = blockEnd;
    chainingStrategy = ChainingStrategy.ALWAYS;
  }

  /**
   * Puts an operator behind examples, one for all of them.
   *
   * @param uid by which a savepoint knows it; also its name
   */
  public static SingleOutputStreamOperator<ModelRecord> learn(
      DataStream<Example> examples, LearningOperator operator, String uid) {
    return examples
        .transform(uid, TypeInformation.of(ModelRecord.class), operator)
        .forceNonParallel()
        .uid(uid);
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    state = context.getOperatorStateStore().getListState(LEARNER);
    Iterator<byte[]> restored = state.get().iterator();
    isRestored = restored.hasNext();
    if (isRestored) {
      read(restored.next());
      if (learner.resume(watermark) && watermark != Long.MIN_VALUE) {
        latest = Math.max(latest, watermark + 1);
      }
    } else {
      learner = factory.create();
      latest = Long.MIN_VALUE;
      due = Long.MIN_VALUE;
      watermark = Long.MIN_VALUE;
    }
  }

  @Override
  public void open() throws Exception {
    super.open();
    getMetricGroup().gauge("model_version", () -> learner.version());
    getMetricGroup().gauge("examples_refused", () -> learner.refused());
    learnedAt = System.nanoTime();
    getMetricGroup().gauge("learned_age_millis", this::sinceLearned);
    getMetricGroup().gauge("learned_event_age_millis", this::eventTimeSinceLearned);
    if (!isRestored || tellsAgain()) {
      tell();
    }
  }

  /** Since the model last changed in this run of the task, or since that began. */
  private long sinceLearned() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - learnedAt);
  }

  /** How far event time has gone beyond what the model knows; NaN where it knows nothing. */
  private double eventTimeSinceLearned() {
    return latest == Long.MIN_VALUE || watermark == Long.MIN_VALUE
        ? Double.NaN
        : (double) (watermark - latest);
  }

  @Override
  public void processElement(StreamRecord<Example> element) throws Exception {
    Example example = element.getValue();
    if (blockEnd == BlockEnd.TICK && example.dueMillis() != due) {
      closeBlock();
    }
    due = example.dueMillis();
    latest = Math.max(latest, due);
    if (learner.learn(example)) {
      learnedAt = System.nanoTime();
      tell();
    }
    afterLearning(example, learner);
  }

  /** Whether it tells of its model again after a restore, for those who may not know it. */
  protected boolean tellsAgain() {
    return false;
  }

  /** Where an operator may say more of an example that has been learned. Here nothing happens. */
  protected void afterLearning(Example example, OnlineLearner learner) throws Exception {}

  /**
   * Where an operator may say more when a tick has ended. Here nothing happens.
   *
   * @param dueMillis when its examples were due
   */
  protected void afterTick(long dueMillis, OnlineLearner learner) throws Exception {}

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    if (blockEnd == BlockEnd.TICK && mark.getTimestamp() >= due) {
      closeBlock();
    }
    if (mark.getTimestamp() != Long.MAX_VALUE) {
      watermark = Math.max(watermark, mark.getTimestamp());
    }
    super.processWatermark(mark);
  }

  private void closeBlock() throws Exception {
    if (learner.closeBlock()) {
      learnedAt = System.nanoTime();
      tell();
      afterTick(due, learner);
    }
  }

  private void tell() {
    byte[] model = learner.model();
    if (model != null) {
      StreamRecord<ModelRecord> told =
          new StreamRecord<>(new ModelRecord(learner.version(), latest, model));
      if (latest != Long.MIN_VALUE) {
        told.setTimestamp(latest);
      }
      output.collect(told);
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeByte(VERSION);
    out.writeLong(latest);
    out.writeLong(due);
    out.writeLong(watermark);
    learner.write(out);
    state.update(List.of(bytes.toByteArray()));
  }

  private void read(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    int version = in.readByte();
    if (version != VERSION) {
      throw new IOException("unknown version of a learner's state: " + version);
    }
    latest = in.readLong();
    due = in.readLong();
    watermark = in.readLong();
    learner = factory.read(in);
  }
}
