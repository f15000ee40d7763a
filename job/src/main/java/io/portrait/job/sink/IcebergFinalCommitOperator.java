package io.portrait.job.sink;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.metrics.groups.OperatorMetricGroup;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.OperatorAttributes;
import org.apache.flink.streaming.api.operators.OperatorSnapshotFutures;
import org.apache.flink.streaming.api.operators.StreamTaskStateInitializer;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.LatencyMarker;
import org.apache.flink.streaming.runtime.streamrecord.RecordAttributes;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.iceberg.flink.sink.FlinkWriteResult;
import org.apache.iceberg.io.WriteResult;

/**
 * Iceberg's committer in all but one thing: what its writers hand over at the end of their input
 * belongs to the next checkpoint, as all else does.
 *
 * <p>They file that under the greatest possible checkpoint id, and the committer commits it as soon
 * as it is told that its own input has ended, which it is not told here. Of one id it keeps only
 * what came since its last snapshot: where a barrier passes between the ends of two writers, the
 * files of the first would never be committed.
 */
final class IcebergFinalCommitOperator implements OneInputStreamOperator<FlinkWriteResult, Void> {

  private static final long serialVersionUID = 1L;

  /** The id under which Iceberg's writers file what they have at the end of their input. */
  private static final long END_OF_INPUT = Long.MAX_VALUE;

  private final OneInputStreamOperator<FlinkWriteResult, Void> committer;

  /** What came at the end of a writer's input since the last snapshot. */
  private final List<WriteResult> atTheEnd = new ArrayList<>();

  IcebergFinalCommitOperator(OneInputStreamOperator<FlinkWriteResult, Void> committer) {
    this.committer = committer;
  }

  @Override
  public void processElement(StreamRecord<FlinkWriteResult> element) throws Exception {
    FlinkWriteResult result = element.getValue();
    if (result.checkpointId() == END_OF_INPUT) {
      atTheEnd.add(result.writeResult());
    } else {
      committer.processElement(element);
    }
  }

  @Override
  public OperatorSnapshotFutures snapshotState(
      long checkpointId, long timestamp, CheckpointOptions options, CheckpointStreamFactory storage)
      throws Exception {
    for (WriteResult result : atTheEnd) {
      committer.processElement(new StreamRecord<>(new FlinkWriteResult(checkpointId, result)));
    }
    atTheEnd.clear();
    return committer.snapshotState(checkpointId, timestamp, options, storage);
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    committer.notifyCheckpointComplete(checkpointId);
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
