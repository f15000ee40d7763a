package io.portrait.job.score;

import io.portrait.job.JobConfig;
import io.portrait.job.Uids;
import io.portrait.job.churn.ChurnAlert;
import io.portrait.job.learn.Learned;
import io.portrait.job.learn.ModelReport;
import io.portrait.job.learn.ModelUpdate;
import io.portrait.job.segment.SegmentChange;
import io.portrait.job.window.Snapshot;
import io.portrait.job.wire.ChurnAlertWire;
import io.portrait.job.wire.SegmentChangeWire;
import io.portrait.job.wire.SnapshotWire;
import io.portrait.job.wire.TickCountsWire;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamUtils;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.transformations.TwoInputTransformation;
import org.apache.flink.types.Either;
import org.apache.flink.util.OutputTag;

/** Between churn and profile: what the models say of every snapshot. */
public final class Scoring {

  static final OutputTag<SegmentChange> CHANGES =
      new OutputTag<>("segment-changes", SegmentChangeWire.TYPE);
  static final OutputTag<ChurnAlert> ALERTS = new OutputTag<>("churn-alerts", ChurnAlertWire.TYPE);
  static final OutputTag<Either<TickCounts, String>> COUNTS =
      new OutputTag<>("counts", TickCountsWire.OR_ERASED);

  private static final KeySelector<Snapshot, String> USER = Snapshot::userId;

  private Scoring() {}

  /**
   * What came of it.
   *
   * @param snapshots with scores; those of ticks once the models of their time were there
   * @param changes users who belong to another segment than at the tick before; where there are
   *     segments
   * @param alerts users whose probability to churn has risen above the threshold; where that is
   *     learned
   * @param reports what is known of models as of each tick; where there are any
   */
  public record Scored(
      DataStream<Snapshot> snapshots,
      Optional<DataStream<SegmentChange>> changes,
      Optional<DataStream<ChurnAlert>> alerts,
      Optional<DataStream<ModelReport>> reports) {}

  /**
   * Scores every snapshot where it is; hands them on where nothing is learned.
   *
   * @param snapshots those of a user in one subtask, as they come out of the window step
   */
  public static Scored from(
      DataStream<Snapshot> snapshots,
      Optional<Learned> segments,
      Optional<Learned> churn,
      JobConfig config) {
    Optional<Learned> learned =
        Stream.of(segments, churn).flatMap(Optional::stream).reduce(Learned::and);
    if (learned.isEmpty()) {
      return new Scored(snapshots, Optional.empty(), Optional.empty(), Optional.empty());
    }
    SingleOutputStreamOperator<Snapshot> scored = score(snapshots, learned.get().models(), config);
    return new Scored(
        scored,
        segments.map(there -> scored.getSideOutput(CHANGES)),
        churn.map(there -> scored.getSideOutput(ALERTS)),
        Optional.of(Reports.from(learned.get().reports(), scored.getSideOutput(COUNTS), config)));
  }

  private static SingleOutputStreamOperator<Snapshot> score(
      DataStream<Snapshot> snapshots, DataStream<ModelUpdate> models, JobConfig config) {
    StreamExecutionEnvironment env = snapshots.getExecutionEnvironment();
    TwoInputTransformation<Snapshot, ModelUpdate, Snapshot> transformation =
        new TwoInputTransformation<>(
            // Keyed as the window step left them: no exchange is needed.
            DataStreamUtils.reinterpretAsKeyedStream(snapshots, USER, Types.STRING)
                .getTransformation(),
            models.broadcast().getTransformation(),
            "score",
            new ScoreUsers(config.definitionText(), ScoreUsers.HELD_IN_MEMORY),
            SnapshotWire.TYPE,
            snapshots.getParallelism());
    transformation.setStateKeySelectors(USER, null);
    transformation.setStateKeyType(Types.STRING);
    transformation.setUid(Uids.SCORE);
    env.addOperator(transformation);
    return new ScoredStream(env, transformation);
  }

  /** Flink offers no other way to an operator with one keyed and one broadcast input. */
  private static final class ScoredStream extends SingleOutputStreamOperator<Snapshot> {

    ScoredStream(
        StreamExecutionEnvironment env,
        TwoInputTransformation<Snapshot, ModelUpdate, Snapshot> transformation) {
      super(env, transformation);
    }
  }
}
