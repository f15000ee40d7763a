package io.portrait.cli.embedded;

import io.portrait.cli.Failure;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.StreamSupport;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.accumulators.AccumulatorHelper;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.CompletedCheckpointStats;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.util.OptionalFailure;
import org.apache.flink.util.SerializedValue;

/** A job in an {@link EmbeddedFlink}. */
public final class RunningJob {

  private final MiniCluster cluster;
  private final JobID id;

  RunningJob(MiniCluster cluster, JobID id) {
    this.cluster = cluster;
    this.id = id;
  }

  /**
   * What is seen of a job at a moment.
   *
   * @param state as Flink names it
   * @param counters the job's long accumulators, by name
   * @param checkpoint the latest completed one, if any
   * @param failure why the job failed last, while it does not run because of that
   */
  public record Sight(
      JobStatus state,
      Map<String, Long> counters,
      Optional<Checkpoint> checkpoint,
      Optional<String> failure) {}

  /**
   * A completed checkpoint.
   *
   * @param id counts up from 1
   * @param completed when
   * @param bytes of state it holds
   */
  public record Checkpoint(long id, Instant completed, long bytes) {}

  /** Looks at the job; counters are about a second old while it runs, exact once it has ended. */
  public Sight look() {
    try {
      AccessExecutionGraph graph = cluster.getExecutionGraph(id).get();
      return new Sight(
          graph.getState(),
          counters(graph.getAccumulatorsSerialized()),
          checkpoint(graph),
          failure(graph));
    } catch (Exception e) {
      throw Failure.because("Flink does not answer: " + Failure.reason(e), e);
    }
  }

  /** Whether every task runs: only then can a savepoint be taken. */
  public boolean runs() {
    try {
      AccessExecutionGraph graph = cluster.getExecutionGraph(id).get();
      return graph.getState() == JobStatus.RUNNING
          && StreamSupport.stream(graph.getAllExecutionVertices().spliterator(), false)
              .allMatch(task -> task.getExecutionState() == ExecutionState.RUNNING);
    } catch (Exception e) {
      throw Failure.because("Flink does not answer: " + Failure.reason(e), e);
    }
  }

  /** Done when the job has ended, with its exact counters; fails with why the job failed. */
  public CompletableFuture<Map<String, Long>> result() {
    return cluster.requestJobResult(id).thenApply(RunningJob::countersOf);
  }

  /**
   * Takes a savepoint and ends the job behind it: nothing is read after it.
   *
   * @param isWithoutTrace whether it is to hold what the state holds and nothing besides. The
   *     native format is RocksDB's own files, in which what was deleted may lie for long; it is
   *     written faster
   * @return where the savepoint lies
   * @throws Failure if that fails; the job then goes on
   */
  public Path stopWithSavepoint(Path directory, boolean isWithoutTrace) {
    try {
      String path =
          cluster
              .stopWithSavepoint(
                  id,
                  EmbeddedFlink.address(directory),
                  false,
                  isWithoutTrace ? SavepointFormatType.CANONICAL : SavepointFormatType.NATIVE)
              .get();
      return Path.of(new org.apache.flink.core.fs.Path(path).getPath());
    } catch (ExecutionException e) {
      throw Failure.because("no savepoint could be taken: " + Failure.reason(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.because("interrupted while taking a savepoint", e);
    }
  }

  private static Map<String, Long> countersOf(JobResult result) {
    if (result.getSerializedThrowable().isPresent()) {
      Throwable cause =
          result.getSerializedThrowable().get().deserializeError(RunningJob.class.getClassLoader());
      throw Failure.because("the job failed: " + Failure.reason(cause), cause);
    }
    return counters(result.getAccumulatorResults());
  }

  private static Map<String, Long> counters(
      Map<String, SerializedValue<OptionalFailure<Object>>> serialized) {
    Map<String, Long> counters = new HashMap<>();
    try {
      AccumulatorHelper.deserializeAndUnwrapAccumulators(
              serialized, RunningJob.class.getClassLoader())
          .forEach(
              (name, value) -> {
                if (value instanceof Long count) {
                  counters.put(name, count);
                }
              });
    } catch (Exception e) {
      throw Failure.because("the job's counters cannot be read: " + Failure.reason(e), e);
    }
    return counters;
  }

  private static Optional<String> failure(AccessExecutionGraph graph) {
    return Optional.ofNullable(graph.getFailureInfo())
        .filter(failure -> graph.getState() != JobStatus.RUNNING)
        .map(
            failure ->
                Failure.reason(
                    failure.getException().deserializeError(RunningJob.class.getClassLoader())));
  }

  private static Optional<Checkpoint> checkpoint(AccessExecutionGraph graph) {
    return Optional.ofNullable(graph.getCheckpointStatsSnapshot())
        .map(statistics -> statistics.getHistory().getLatestCompletedCheckpoint())
        .map(RunningJob::checkpoint);
  }

  private static Checkpoint checkpoint(CompletedCheckpointStats statistics) {
    return new Checkpoint(
        statistics.getCheckpointId(),
        Instant.ofEpochMilli(statistics.getLatestAckTimestamp()),
        statistics.getStateSize());
  }
}
