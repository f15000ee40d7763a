package io.portrait.job.sink;

import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.CheckpointListener;

/** Fails at its n-th number in the n-th attempt, each time after a checkpoint has completed. */
final class FailsOnce extends RichMapFunction<Long, Long> implements CheckpointListener {

  private static final long serialVersionUID = 1L;

  private final long[] failAt;
  private transient int checkpoints;

  FailsOnce(long... failAt) {
    this.failAt = failAt;
  }

  @Override
  public Long map(Long number) {
    int attempt = getRuntimeContext().getTaskInfo().getAttemptNumber();
    if (attempt < failAt.length && number == failAt[attempt]) {
      throw new IllegalStateException(
          "failure wanted by the test, after " + checkpoints + " checkpoints");
    }
    return number;
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) {
    checkpoints++;
  }
}
