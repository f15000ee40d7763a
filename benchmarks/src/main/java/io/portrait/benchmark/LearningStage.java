package io.portrait.benchmark;

import io.portrait.job.JobConfig;
import io.portrait.job.ProfileJob;
import io.portrait.job.churn.ChurnLearning;
import io.portrait.job.churn.ChurnLearning.Churned;
import io.portrait.job.segment.SegmentLearning;
import io.portrait.job.window.Snapshot;
import io.portrait.job.wire.ExampleWire;
import io.portrait.learning.Example;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.types.Either;

/** Examples without order on their way through RocksDB to those who learn. */
enum LearningStage {
  SEGMENTS("segments, in order on RocksDB"),
  CHURN("churn, in order on RocksDB"),
  /** Every user of a tick teaches both. */
  BOTH("both at the same time");

  private final String label;

  LearningStage(String label) {
    this.label = label;
  }

  /** What it is called in a table. */
  String label() {
    return label;
  }

  /**
   * Learns from the users of some ticks.
   *
   * @throws IllegalStateException if not every example was learned
   */
  Run run(FlinkBench flink, LearningWorkload workload, int ticks) {
    StreamExecutionEnvironment env = flink.environment();
    ProfileJob.configure(env);
    long examples = (long) workload.users() * ticks;
    // One more a task, of a tick that does not end: time has come that far.
    long rows = examples + workload.tasks();
    draw(env, workload, rows);
    Run run = flink.run(env, label, rows, RowCount.ROWS, () -> {});
    long expected = this == SEGMENTS ? ticks : examples;
    if (run.rows() != expected) {
      throw new IllegalStateException(label + ": learned " + run.rows() + " of " + expected);
    }
    return run;
  }

  private void draw(StreamExecutionEnvironment env, LearningWorkload workload, long rows) {
    JobConfig config = LearningWorkload.config(workload.definitions());
    DataStream<Snapshot> users =
        UserRows.from(env, workload, rows, workload.usersPerTask(), false)
            .assignTimestampsAndWatermarks(TickWatermarks.of((row, none) -> row.asOf()))
            .uid("watermarks");
    if (this != CHURN) {
      var models = SegmentLearning.from(users, config).orElseThrow().models();
      if (this == SEGMENTS) {
        RowCount.end(models, model -> true);
      }
    }
    if (this != SEGMENTS) {
      DataStream<Example> examples =
          users.map(new Matured(workload)).returns(ExampleWire.TYPE).name("matured").uid("matured");
      Churned churned = ChurnLearning.from(ofNobodyErased(examples), config).orElseThrow();
      RowCount.end(churned.labels(), label -> true);
    }
  }

  /** Examples as they come where no user is erased. */
  static DataStream<Either<Example, String>> ofNobodyErased(DataStream<Example> examples) {
    return examples
        .map(example -> Either.<Example, String>Left(example))
        .returns(ExampleWire.OR_ERASED)
        .name("of-nobody-erased")
        .uid("of-nobody-erased");
  }

  /** Labels as they come out of the window step. */
  @SuppressWarnings("NullAway.Init") // Flink calls open before anything else
  private static final class Matured extends RichMapFunction<Snapshot, Example> {

    private static final long serialVersionUID = 1;

    private final SampledUsers sample;
    private final String definitionText;
    private transient TickedUsers users;

    Matured(LearningWorkload workload) {
      sample = workload.sample();
      definitionText = workload.definitions().text();
    }

    @Override
    public void open(OpenContext context) {
      users = new TickedUsers(sample, definitionText);
    }

    @Override
    public Example map(Snapshot row) {
      return users.ofChurn(row.userId(), row.asOf());
    }
  }
}
