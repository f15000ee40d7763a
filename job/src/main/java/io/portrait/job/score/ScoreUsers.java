package io.portrait.job.score;

import io.portrait.definition.Definition;
import io.portrait.definition.DefinitionFile;
import io.portrait.job.Tally;
import io.portrait.job.learn.ModelUpdate;
import io.portrait.job.window.Snapshot;
import io.portrait.job.wire.TickCountsWire;
import io.portrait.learning.ChurnModel;
import io.portrait.learning.KMeansModel;
import io.portrait.learning.ReferenceDistribution;
import java.util.List;
import java.util.TreeMap;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.types.Either;
import org.jspecify.annotations.Nullable;

/**
 * Asks the models about every snapshot. The first input is keyed by user, the second brings every
 * model to every subtask.
 *
 * <p>A live row is scored at once, with the newest models at hand. A tick's row waits for the
 * models of all examples that had been learned by its tick, whatever else comes meanwhile, so that
 * a replay writes the same {@code feature_log}: the models' watermark says when that is. Whoever
 * learns hands a watermark on only after the models of everything due by then.
 */
@SuppressWarnings("NullAway.Init") // Flink calls initializeState and open before anything else
final class ScoreUsers extends AbstractStreamOperator<Snapshot>
    implements TwoInputStreamOperator<Snapshot, ModelUpdate, Snapshot> {

  private static final long serialVersionUID = 1;

  /** Rows of ticks that wait in memory: some ten megabytes, with embeddings some more. */
  static final int HELD_IN_MEMORY = 20_000;

  /** Five bytes a user who was ever scored at a tick; gone when the user is forgotten. */
  static final ValueStateDescriptor<Standing> STANDING =
      new ValueStateDescriptor<>("standing", StandingWire.TYPE);

  /** Of the ticks whose rows are not all there: a hundred bytes a column and tick. */
  static final ListStateDescriptor<TickCounts> COUNTS =
      new ListStateDescriptor<>("counts", TickCountsWire.TYPE);

  private final String definitionText;
  private final int heldInMemory;

  private transient Definition definition;
  private transient Scorer scorer;
  private transient Models models;
  private transient ListState<TickCounts> countsState;
  private transient TreeMap<Long, TickCounts> counts;
  private transient ValueState<Standing> standings;
  private transient HeldTicks held;
  private transient boolean isRestored;

  /** Event time up to which all models are there. */
  private transient long through;

  private transient Tally tally;
  private transient Tally.Count changes;
  private transient Tally.Count alerts;

  /**
   * @param heldInMemory rows of ticks that wait in memory; more wait in state
   */
  ScoreUsers(String definitionText, int heldInMemory) {
    this.definitionText = definitionText;
    this.heldInMemory = heldInMemory;
    chainingStrategy = ChainingStrategy.ALWAYS;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    definition = DefinitionFile.parse(definitionText, "definitions");
    models =
        new Models(context.getOperatorStateStore().getBroadcastState(Models.STATE), definition);
    countsState = context.getOperatorStateStore().getListState(COUNTS);
    counts = new TreeMap<>();
    for (TickCounts restored : countsState.get()) {
      counts.merge(restored.tickMillis(), restored, TickCounts::plus);
    }
    tally =
        new Tally(
            context.getOperatorStateStore(),
            getRuntimeContext(),
            List.of(Tally.SEGMENT_CHANGES, Tally.CHURN_ALERTS));
    changes = tally.of(Tally.SEGMENT_CHANGES);
    alerts = tally.of(Tally.CHURN_ALERTS);
    isRestored = context.isRestored();
    through = Long.MIN_VALUE;
  }

  @Override
  public void open() throws Exception {
    super.open();
    scorer = new Scorer(definition);
    standings = getRuntimeContext().getState(STANDING);
    KeyedStateBackend<String> users = getKeyedStateBackend();
    held =
        new HeldTicks(
            heldInMemory, getRuntimeContext().getMapState(HeldTicks.STATE), users, isRestored);
    getMetricGroup().gauge("ticks_held", held::size);
    getMetricGroup().gauge("models_held", models::size);
  }

  @Override
  public void processElement1(StreamRecord<Snapshot> element) throws Exception {
    Snapshot snapshot = element.getValue();
    switch (snapshot.kind()) {
      case LIVE -> output.collect(element.replace(live(snapshot), element.getTimestamp()));
      case TICK -> {
        if (snapshot.asOf() <= through) {
          tick(snapshot);
        } else {
          held.hold(snapshot);
        }
      }
      case GONE -> {
        output.collect(element);
        if (held.isEmpty()) {
          standings.clear();
        } else {
          held.hold(snapshot);
        }
      }
      case ERASED -> {
        held.forget(snapshot.userId());
        standings.clear();
        output.collect(Scoring.COUNTS, new StreamRecord<>(Either.Right(snapshot.userId())));
        output.collect(element);
      }
    }
  }

  @Override
  public void processElement2(StreamRecord<ModelUpdate> element) throws Exception {
    models.add(element.getValue());
  }

  @Override
  public void processWatermark2(Watermark mark) throws Exception {
    release(mark.getTimestamp());
    super.processWatermark2(mark);
  }

  /**
   * Gives back the rows whose models are there. At the end of a bounded input, which is not the end
   * of time, that is everybody: should two subtasks have ended at two times, some may wait for a
   * tick that the learners never saw.
   */
  private void release(long until) throws Exception {
    if (until > through) {
      through = until;
      held.release(
          through,
          row -> {
            if (row.kind() == Snapshot.Kind.GONE) {
              standings.clear();
            } else {
              tick(row);
            }
          });
    }
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    // No row of a tick up to here will come.
    while (!counts.isEmpty() && counts.firstKey() <= mark.getTimestamp()) {
      TickCounts complete = counts.pollFirstEntry().getValue();
      output.collect(
          Scoring.COUNTS, new StreamRecord<>(Either.Left(complete), complete.tickMillis()));
    }
    if (mark.getTimestamp() != Long.MAX_VALUE) {
      models.forget(mark.getTimestamp());
    }
    super.processWatermark(mark);
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    held.store();
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    // What is written a moment later must not have counted on.
    countsState.update(counts.values().stream().map(TickCounts::copy).toList());
    tally.snapshot();
  }

  private Snapshot live(Snapshot snapshot) throws Exception {
    return snapshot.with(
        scorer.live(snapshot.values(), standing(), models.segments(), models.churn()));
  }

  private void tick(Snapshot snapshot) throws Exception {
    long tick = snapshot.asOf();
    Standing before = standing();
    KMeansModel segments = models.segmentsAt(tick);
    ChurnModel churn = models.churnAt(tick);
    Scorer.Verdict verdict =
        scorer.tick(snapshot.userId(), tick, snapshot.values(), before, segments, churn);
    if (!verdict.standing().equals(before)) {
      standings.update(verdict.standing());
    }
    if (verdict.change() != null) {
      changes.add(1);
      output.collect(Scoring.CHANGES, new StreamRecord<>(verdict.change(), tick));
    }
    if (verdict.alert() != null) {
      alerts.add(1);
      output.collect(Scoring.ALERTS, new StreamRecord<>(verdict.alert(), tick));
    }
    count(snapshot, before, verdict, segments, churn);
    output.collect(new StreamRecord<>(snapshot.with(verdict.scores()), tick));
  }

  private void count(
      Snapshot snapshot,
      Standing before,
      Scorer.Verdict verdict,
      @Nullable KMeansModel segments,
      @Nullable ChurnModel churn) {
    long tick = snapshot.asOf();
    ReferenceDistribution reference = churn == null ? null : churn.reference();
    TickCounts so = counts.computeIfAbsent(tick, TickCounts::none);
    long[] bins = so.bins();
    long[] expected = so.expected();
    if (reference != null) {
      bins = bins == null ? reference.noCounts() : bins;
      expected = expected == null ? reference.counts() : expected;
      scorer.count(snapshot.values(), verdict.scores(), reference, bins);
    }
    boolean hasMoved = verdict.change() != null && before.segment() != KMeansModel.NONE;
    counts.put(
        tick,
        new TickCounts(
            tick,
            segments == null ? 0 : segments.version(),
            churn == null ? 0 : churn.version(),
            so.inSegment() + (verdict.scores().segment() == null ? 0 : 1),
            so.changed() + (hasMoved ? 1 : 0),
            bins,
            expected));
  }

  private Standing standing() throws Exception {
    Standing standing = standings.value();
    return standing == null ? Standing.NONE : standing;
  }
}
