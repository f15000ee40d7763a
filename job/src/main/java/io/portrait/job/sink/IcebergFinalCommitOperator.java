package io.portrait.job.sink;

import org.apache.flink.metrics.groups.OperatorMetricGroup;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.OperatorAttributes;
import org.apache.flink.streaming.api.operators.OperatorSnapshotFutures;
import org.apache.flink.streaming.api.operators.StreamTaskStateInitializer;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.LatencyMarker;
import org.apache.flink.streaming.runtime.streamrecord.RecordAttributes;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/**
 * Iceberg's committer in all but one thing: what came after the last barrier before the end of the
 * input is committed when a checkpoint that holds it has completed, not at once.
 *
 * <p>The committer files those rows under the greatest possible checkpoint id. With each snapshot
 * they go into its state; told that this checkpoint has completed it commits them, and a restored
 * one commits them too, so that the last checkpoint is enough to find them again.
 *
 * @param <T> what Iceberg's writers hand to its committer
 */
final class IcebergFinalCommitOperator<T>
    implements OneInputStreamOperator<T, Void>, BoundedOneInput {

  private static final long serialVersionUID = 1L;

  /** The id under which Iceberg's writers file what they have at the end of their input. */
  private static final long END_OF_INPUT = Long.MAX_VALUE;

  private final OneInputStreamOperator<T, Void> committer;
  private boolean inputEnded;

  /** The first checkpoint that holds the end; none while it is greater than any. */
  private long lastCheckpoint = Long.MAX_VALUE;

  IcebergFinalCommitOperator(OneInputStreamOperator<T, Void> committer) {
    this.committer = committer;
  }

  @Override
  public void endInput() {
    inputEnded = true;
  }

  @Override
  public OperatorSnapshotFutures snapshotState(
      long checkpointId, long timestamp, CheckpointOptions options, CheckpointStreamFactory storage)
      throws Exception {
    OperatorSnapshotFutures snapshot =
        committer.snapshotState(checkpointId, timestamp, options, storage);
    if (inputEnded) {
      lastCheckpoint = Math.min(lastCheckpoint, checkpointId);
    }
    return snapshot;
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    committer.notifyCheckpointComplete(
        checkpointId >= lastCheckpoint ? END_OF_INPUT : checkpointId);
  }

  @Override
  public void notifyCheckpointAborted(long checkpointId) throws Exception {
    committer.notifyCheckpointAborted(checkpointId);
  }

  @Override
  public void open() throws Exception {
    committer.open();
  }

  @Override
  public void finish() throws Exception {
    committer.finish();
  }

  @Override
  public void close() throws Exception {
    committer.close();
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    committer.prepareSnapshotPreBarrier(checkpointId);
  }

  @Override
  public void initializeState(StreamTaskStateInitializer initializer) throws Exception {
    committer.initializeState(initializer);
  }

  @Override
  public void processElement(StreamRecord<T> element) throws Exception {
    committer.processElement(element);
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    committer.processWatermark(mark);
  }

  @Override
  public void processWatermarkStatus(WatermarkStatus status) throws Exception {
    committer.processWatermarkStatus(status);
  }

  @Override
  public void processLatencyMarker(LatencyMarker marker) throws Exception {
    committer.processLatencyMarker(marker);
  }

  @Override
  public void processRecordAttributes(RecordAttributes attributes) throws Exception {
    committer.processRecordAttributes(attributes);
  }

  @Override
  public void setKeyContextElement1(StreamRecord<?> record) throws Exception {
    committer.setKeyContextElement1(record);
  }

  @Override
  public void setKeyContextElement2(StreamRecord<?> record) throws Exception {
    committer.setKeyContextElement2(record);
  }

  @Override
  public void setCurrentKey(Object key) {
    committer.setCurrentKey(key);
  }

  @Override
  public Object getCurrentKey() {
    return committer.getCurrentKey();
  }

  @Override
  public OperatorMetricGroup getMetricGroup() {
    return committer.getMetricGroup();
  }

  @Override
  public OperatorID getOperatorID() {
    return committer.getOperatorID();
  }

  @Override
  public OperatorAttributes getOperatorAttributes() {
    return committer.getOperatorAttributes();
  }
}
