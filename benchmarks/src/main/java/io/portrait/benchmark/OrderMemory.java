package io.portrait.benchmark;

import static io.portrait.benchmark.MarkdownTable.cell;

import io.portrait.job.ProfileJob;
import io.portrait.job.learn.Learning;
import io.portrait.job.wire.ExampleWire;
import io.portrait.learning.Example;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** What it takes to put all examples of one tick in order, on RocksDB and on the heap. */
final class OrderMemory {

  private final MarkdownTable table =
      new MarkdownTable(
          List.of(
              "examples of a tick",
              "state",
              "s",
              "examples/s",
              "live heap before",
              "at its most",
              "after",
              "on disk"));
  private final FlinkBench flink;
  private final Path folder;
  private final Consumer<String> progress;
  private double fewMebibytes = Double.NaN;
  private double manyMebibytes = Double.NaN;

  /**
   * @param folder where the cluster keeps state
   */
  OrderMemory(FlinkBench flink, Path folder, Consumer<String> progress) {
    this.flink = flink;
    this.folder = folder;
    this.progress = progress;
  }

  /** Measures a tenth of so many examples and all of them, in both places. */
  OrderMemory measure(LearningWorkload workload, int examples) {
    fewMebibytes = run(workload, examples / 10, WindowStage.ROCKSDB);
    manyMebibytes = run(workload, examples, WindowStage.ROCKSDB);
    run(workload, examples / 10, WindowStage.HEAP);
    run(workload, examples, WindowStage.HEAP);
    return this;
  }

  /** What ten times the examples add to the live heap on RocksDB, mebibytes. */
  double growthMebibytes() {
    return manyMebibytes - fewMebibytes;
  }

  private double run(LearningWorkload workload, int examples, String backend) {
    Configuration state = new Configuration();
    state.set(StateBackendOptions.STATE_BACKEND, backend);
    StreamExecutionEnvironment env = flink.environment();
    env.configure(state);
    ProfileJob.configure(env);
    int perTask = examples / workload.tasks();
    // One more a task, of the next tick: time has come that far.
    long all = (perTask + 1L) * workload.tasks();
    RowCount.end(
        Learning.inOrder(
            LearningStage.ofNobodyErased(examples(env, workload, all, perTask)), "in-order"),
        example -> true);
    double before = Memory.liveHeapMebibytes();
    double[] most = {before, 0};
    Run run =
        flink.run(
            env,
            "in order",
            all,
            RowCount.ROWS,
            () -> {
              most[0] = Math.max(most[0], Memory.liveHeapMebibytes());
              most[1] = Math.max(most[1], mebibytesOnDisk());
            });
    double after = Memory.liveHeapMebibytes();
    if (run.rows() != (long) perTask * workload.tasks()) {
      throw new IllegalStateException("put in order " + run.rows() + " of " + examples);
    }
    table.add(
        List.of(
            cell("%,.0f", (double) examples),
            backend.equals(WindowStage.HEAP) ? "heap" : "RocksDB",
            cell("%.1f", run.seconds()),
            cell("%,.0f", run.eventsPerSecond()),
            cell("%,.0f MiB", before),
            cell("%,.0f MiB", most[0]),
            cell("%,.0f MiB", after),
            cell("%,.0f MiB", most[1])));
    progress.accept(
        String.format(
            Locale.ROOT, "%,d examples on %s: %.0f MiB more", examples, backend, most[0] - before));
    return most[0] - before;
  }

  private static DataStream<Example> examples(
      StreamExecutionEnvironment env, LearningWorkload workload, long all, int perTask) {
    return Arrival.mark(
            env.fromSequence(0, all - 1)
                .uid("numbers")
                .map(new Examples(workload, perTask))
                .returns(ExampleWire.TYPE)
                .name("examples")
                .uid("examples"))
        .assignTimestampsAndWatermarks(TickWatermarks.of((example, none) -> example.dueMillis()))
        .uid("watermarks");
  }

  private double mebibytesOnDisk() {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.mapToLong(OrderMemory::size).sum() / (double) (1 << 20);
    } catch (IOException | UncheckedIOException e) {
      return 0; // It was about to be deleted.
    }
  }

  private static long size(Path file) {
    try {
      return Files.isRegularFile(file) ? Files.size(file) : 0;
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The table, with a line end after each line. */
  @Override
  public String toString() {
    return table.toString();
  }

  /** Examples of one tick, none of which is kept, and the first of the next. */
  @SuppressWarnings("NullAway.Init") // Flink calls open before anything else
  private static final class Examples extends RichMapFunction<Long, Example> {

    private static final long serialVersionUID = 1;

    private final SampledUsers sample;
    private final String definitionText;
    private final int perTask;
    private transient TickedUsers users;
    private transient long first;
    private transient int made;

    Examples(LearningWorkload workload, int perTask) {
      sample = workload.sample();
      definitionText = workload.definitions().text();
      this.perTask = perTask;
    }

    @Override
    public void open(OpenContext context) throws InterruptedException {
      users = new TickedUsers(sample, definitionText);
      first = (long) getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() * (perTask + 1);
      StartTogether.await(getRuntimeContext());
    }

    @Override
    public Example map(Long ignored) {
      String user = TickedUsers.idOf(first + made);
      return users.ofChurn(user, TickedUsers.tickMillis(made++ / perTask));
    }
  }
}
