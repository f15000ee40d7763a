package io.portrait.job.sink;

import io.portrait.job.ClassRelease;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.graph.StreamConfig;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.transformations.OneInputTransformation;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeServiceAware;
import org.apache.flink.table.data.RowData;
import org.apache.iceberg.flink.sink.FlinkSink;
import org.apache.iceberg.flink.sink.FlinkWriteResult;

/**
 * Lets Iceberg's {@code FlinkSink} commit the end of a bounded input with the last checkpoint.
 *
 * <p>By itself its committer commits as soon as its input has ended. If anything else in the job
 * fails between that and the last checkpoint, the job goes back to the checkpoint before, makes the
 * same rows again, and the committer commits them again. And of two writers whose input ends before
 * and after a barrier it loses what the first one had left. Here the end waits, like all else,
 * until a checkpoint has completed that contains it; where there will be none, nothing is changed.
 *
 * <p>{@code FlinkSink} has no switch for that, so its finished operators are taken up and its
 * committer is put into {@link IcebergFinalCommitOperator}. Uids, names and state stay Iceberg's
 * own.
 */
final class IcebergFinalCommit {

  private IcebergFinalCommit() {}

  /** What {@code FlinkSink.forRowData} takes instead of the rows themselves. */
  static DataStream<RowData> planned(DataStream<RowData> rows) {
    // Its operators are planned in an environment of their own, which never runs.
    return new DataStream<>(
        new StreamExecutionEnvironment(new Configuration()), rows.getTransformation());
  }

  /** Does what {@link FlinkSink.Builder#append} does, in the environment of the rows. */
  static void append(FlinkSink.Builder planned, DataStream<RowData> rows) {
    Transformation<?> end = planned.append().getTransformation();
    if (end.getInputs().size() == 1
        && end.getInputs().get(0) instanceof OneInputTransformation<?, ?> committer) {
      append(committer, end, rows.getExecutionEnvironment());
    } else {
      throw new IllegalStateException("Iceberg's FlinkSink has another shape: " + end.getInputs());
    }
  }

  @SuppressWarnings("unchecked") // a transformation's input is of its input type
  private static void append(
      OneInputTransformation<?, ?> committer,
      Transformation<?> end,
      StreamExecutionEnvironment env) {
    new DataStream<>(env, (Transformation<FlinkWriteResult>) committer.getInputs().get(0))
        .transform(
            committer.getName(),
            Types.VOID,
            new Factory((StreamOperatorFactory<Void>) committer.getOperatorFactory()))
        .setParallelism(1)
        .setMaxParallelism(1)
        .uid(committer.getUid())
        .sinkTo(new DiscardingSink<>())
        .setParallelism(1)
        .name(end.getName())
        .uid(end.getUid());
  }

  /** Makes Iceberg's committer and puts it inside ours. */
  private static final class Factory extends AbstractStreamOperatorFactory<Void>
      implements OneInputStreamOperatorFactory<FlinkWriteResult, Void> {

    private static final long serialVersionUID = 1L;

    private final StreamOperatorFactory<Void> committer;

    Factory(StreamOperatorFactory<Void> committer) {
      this.committer = committer;
      setChainingStrategy(committer.getChainingStrategy());
    }

    @Override
    // As Flink declares it; the caller's type is that of getStreamOperatorClass.
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    public <O extends StreamOperator<Void>> O createStreamOperator(
        StreamOperatorParameters<Void> parameters) {
      // A committer may have a TaskManager to itself.
      parameters
          .getContainingTask()
          .getEnvironment()
          .getUserCodeClassLoader()
          .registerReleaseHookIfAbsent(ClassRelease.NAME, ClassRelease::run);
      if (committer instanceof ProcessingTimeServiceAware aware) {
        aware.setProcessingTimeService(parameters.getProcessingTimeService());
      }
      OneInputStreamOperator<FlinkWriteResult, Void> inside =
          committer.createStreamOperator(parameters);
      StreamConfig task = parameters.getContainingTask().getConfiguration();
      boolean lastCheckpoint =
          task.isCheckpointingEnabled()
              && task.getConfiguration()
                  .get(CheckpointingOptions.ENABLE_CHECKPOINTS_AFTER_TASKS_FINISH);
      return lastCheckpoint ? (O) new IcebergFinalCommitOperator(inside) : (O) inside;
    }

    @Override
    @SuppressWarnings("rawtypes") // as Flink declares it
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader loader) {
      return IcebergFinalCommitOperator.class;
    }
  }
}
