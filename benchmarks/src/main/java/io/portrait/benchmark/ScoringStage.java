package io.portrait.benchmark;

import io.portrait.job.JobConfig;
import io.portrait.job.ProfileJob;
import io.portrait.job.learn.Learned;
import io.portrait.job.learn.ModelReport;
import io.portrait.job.learn.ModelUpdate;
import io.portrait.job.score.Scoring;
import io.portrait.job.window.Snapshot;
import io.portrait.job.wire.ModelReportWire;
import io.portrait.job.wire.ModelUpdateWire;
import io.portrait.job.wire.SnapshotWire;
import java.util.Optional;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Rows on their way through the step that scores them, and past it. */
enum ScoringStage {
  /** Rows change the task as they do before that step, and that is all. */
  PASS_THROUGH("rows not scored"),
  /** Scored at once with the newest models; reasons included. */
  LIVE("live rows, with reasons"),
  /** Rows of ticks whose models are there. */
  TICKS("rows of ticks"),
  /** Rows of one tick, whose models come after the last of them. */
  HELD("rows of one tick, held");

  /** A little passes before the models have come. */
  private static final double LEAST_SCORED = 0.97;

  private final String label;

  ScoringStage(String label) {
    this.label = label;
  }

  /** What it is called in a table. */
  String label() {
    return label;
  }

  /**
   * Scores rows.
   *
   * @param rows how many; of held ones, as many as there are users
   * @throws IllegalStateException if they were not scored by both models
   */
  Run run(FlinkBench flink, LearningWorkload workload, long rows) {
    StreamExecutionEnvironment env = flink.environment();
    ProfileJob.configure(env);
    long all = rows / workload.tasks() * workload.tasks();
    int users = this == HELD ? (int) (all / workload.tasks()) : workload.usersPerTask();
    boolean isLive = this == PASS_THROUGH || this == LIVE;
    draw(UserRows.from(env, workload, all, users, isLive), workload);
    Run run = flink.run(env, label, all, RowCount.ROWS, () -> {});
    if (this != PASS_THROUGH && run.rows() < all * LEAST_SCORED) {
      throw new IllegalStateException(label + ": " + run.rows() + " scored of " + all);
    }
    return run;
  }

  private void draw(DataStream<Snapshot> rows, LearningWorkload workload) {
    if (this == PASS_THROUGH) {
      DataStream<Snapshot> passed =
          rows.map(row -> row)
              .returns(SnapshotWire.TYPE)
              .startNewChain()
              .name("pass-through")
              .uid("pass-through");
      RowCount.end(passed, row -> false);
      return;
    }
    JobConfig config = LearningWorkload.config(workload.definitions());
    DataStream<Snapshot> scored =
        Scoring.from(
                rows,
                Optional.of(learned(rows, workload.models().segments())),
                Optional.of(learned(rows, workload.models().churn())),
                config)
            .snapshots();
    RowCount.end(scored, row -> row.scores().models().size() == 2);
  }

  private Learned learned(DataStream<Snapshot> rows, ModelUpdate model) {
    StreamExecutionEnvironment env = rows.getExecutionEnvironment();
    String name = model.name();
    DataStream<ModelUpdate> models =
        env.fromData(ModelUpdateWire.TYPE, model).setParallelism(1).uid(name + "-model");
    if (this == HELD) {
      // Nothing but the rows' watermark, whose last comes after the last row.
      FlatMapFunction<Snapshot, ModelUpdate> nothing = (row, out) -> {};
      models =
          models.union(
              rows.flatMap(nothing)
                  .returns(ModelUpdateWire.TYPE)
                  .name(name + "-time")
                  .uid(name + "-time"));
    }
    FlatMapFunction<ModelUpdate, ModelReport> nothing = (update, out) -> {};
    DataStream<ModelReport> reports =
        models
            .flatMap(nothing)
            .returns(ModelReportWire.TYPE)
            .name(name + "-reports")
            .uid(name + "-reports");
    return new Learned(models, reports);
  }
}
