package io.portrait.benchmark;

import io.portrait.cli.Failure;
import io.portrait.cli.embedded.EmbeddedFlink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A Flink cluster set up as {@code portrait replay} does, and a stopwatch for its jobs. */
final class FlinkBench implements AutoCloseable {

  private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(10);

  private final EmbeddedFlink flink;

  private FlinkBench(EmbeddedFlink flink) {
    this.flink = flink;
  }

  /**
   * Starts the cluster.
   *
   * @param folder left to the caller
   */
  static FlinkBench start(Path folder, int parallelism) throws IOException {
    return new FlinkBench(
        EmbeddedFlink.start(
            new EmbeddedFlink.Settings(
                parallelism,
                0,
                CHECKPOINT_INTERVAL,
                1,
                folder.resolve("checkpoints"),
                folder.resolve("flink.log"),
                Files.createDirectories(folder.resolve("flink")))));
  }

  /** An empty job, to be drawn with an {@link Arrival} behind its source; it has one attempt. */
  StreamExecutionEnvironment environment() {
    Configuration once = new Configuration();
    once.set(RestartStrategyOptions.RESTART_STRATEGY, "disable");
    StreamExecutionEnvironment environment = flink.environment();
    environment.configure(once);
    return environment;
  }

  /**
   * Runs a job to its end.
   *
   * @param name of the job, for errors
   * @param events how many there are: what the job must have read
   * @param rowCounter the accumulator that counts rows
   * @param watch called every second; a failure it throws ends the wait
   * @throws Failure if the job fails, or does not read every record once
   */
  Run run(
      StreamExecutionEnvironment environment,
      String name,
      long events,
      String rowCounter,
      Runnable watch) {
    Arrival.forget();
    System.gc();
    Memory.forgetPeak(ProcessHandle.current());
    Moment submitted = Moment.now();
    Map<String, Long> counters = await(flink.submit(environment, Optional.empty()).result(), watch);
    Moment ended = Moment.now();
    Moment first = Arrival.first().orElse(submitted);
    long records = counters.getOrDefault(Arrival.RECORDS, 0L);
    if (records != events) {
      throw Failure.because(name + ": read " + records + " records of " + events);
    }
    return new Run(
        records,
        counters.getOrDefault(rowCounter, 0L),
        first.secondsSince(submitted),
        ended.secondsSince(first),
        ended.cpuMicrosSince(first),
        Memory.peakMebibytes(ProcessHandle.current()),
        counters.getOrDefault(Arrival.PAUSE, 0L) / 1e6);
  }

  private static Map<String, Long> await(
      CompletableFuture<Map<String, Long>> result, Runnable watch) {
    while (true) {
      try {
        return result.get(1, TimeUnit.SECONDS);
      } catch (TimeoutException e) {
        watch.run();
      } catch (ExecutionException e) {
        throw Failure.because("the job failed: " + Failure.reason(e), e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw Failure.because("interrupted", e);
      }
    }
  }

  @Override
  public void close() {
    flink.close();
  }
}
