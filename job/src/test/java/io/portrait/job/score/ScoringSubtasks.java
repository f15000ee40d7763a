package io.portrait.job.score;

import io.portrait.job.churn.ChurnAlert;
import io.portrait.job.learn.ModelUpdate;
import io.portrait.job.segment.SegmentChange;
import io.portrait.job.window.Snapshot;
import io.portrait.job.wire.SnapshotWire;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.types.Either;
import org.jspecify.annotations.Nullable;

/** The scoring step, some subtasks of it, and what they have given so far. */
final class ScoringSubtasks implements AutoCloseable {

  private static final int MAX_PARALLELISM = 16;

  private final List<
          KeyedTwoInputStreamOperatorTestHarness<String, Snapshot, ModelUpdate, Snapshot>>
      subtasks = new ArrayList<>();

  final List<Snapshot> rows = new ArrayList<>();
  final List<SegmentChange> changes = new ArrayList<>();
  final List<ChurnAlert> alerts = new ArrayList<>();
  final List<TickCounts> counts = new ArrayList<>();
  final List<String> erased = new ArrayList<>();

  ScoringSubtasks(String definition, int capacity) throws Exception {
    start(definition, capacity, 1, null);
  }

  void row(Snapshot row) throws Exception {
    int subtask =
        KeyGroupRangeAssignment.assignKeyToParallelOperator(
            row.userId(), MAX_PARALLELISM, subtasks.size());
    subtasks.get(subtask).processElement1(new StreamRecord<>(row, row.asOf()));
    collect();
  }

  void model(ModelUpdate update) throws Exception {
    for (var subtask : subtasks) {
      subtask.processElement2(new StreamRecord<>(update));
    }
    collect();
  }

  void watermarkOfRows(long time) throws Exception {
    for (var subtask : subtasks) {
      subtask.processWatermark1(new Watermark(time));
    }
    collect();
  }

  void watermarkOfModels(long time) throws Exception {
    for (var subtask : subtasks) {
      subtask.processWatermark2(new Watermark(time));
    }
    collect();
  }

  /** From its own snapshot, with as many subtasks as before or others. */
  void restart(String definition, int capacity, int parallelism) throws Exception {
    List<OperatorSubtaskState> states = new ArrayList<>();
    for (var subtask : subtasks) {
      subtask.prepareSnapshotPreBarrier(1);
      states.add(subtask.snapshot(1, 1));
    }
    collect();
    int before = subtasks.size();
    close();
    subtasks.clear();
    OperatorSubtaskState all =
        AbstractStreamOperatorTestHarness.repackageState(
            states.toArray(OperatorSubtaskState[]::new));
    for (int i = 0; i < parallelism; i++) {
      start(
          definition,
          capacity,
          parallelism,
          AbstractStreamOperatorTestHarness.repartitionOperatorState(
              all, MAX_PARALLELISM, before, parallelism, i));
    }
  }

  private void start(
      String definition, int capacity, int parallelism, @Nullable OperatorSubtaskState state)
      throws Exception {
    KeyedTwoInputStreamOperatorTestHarness<String, Snapshot, ModelUpdate, Snapshot> subtask =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            new ScoreUsers(definition, capacity),
            Snapshot::userId,
            null,
            Types.STRING,
            MAX_PARALLELISM,
            parallelism,
            subtasks.size());
    subtask.setup(SnapshotWire.TYPE.createSerializer(new SerializerConfigImpl()));
    if (state != null) {
      subtask.initializeState(state);
    }
    subtask.open();
    subtasks.add(subtask);
  }

  private void collect() {
    for (var subtask : subtasks) {
      rows.addAll(subtask.extractOutputValues());
      subtask.getOutput().clear();
      take(subtask.getSideOutput(Scoring.CHANGES), changes);
      take(subtask.getSideOutput(Scoring.ALERTS), alerts);
      List<Either<TickCounts, String>> told = new ArrayList<>();
      take(subtask.getSideOutput(Scoring.COUNTS), told);
      for (Either<TickCounts, String> count : told) {
        if (count.isLeft()) {
          counts.add(count.left());
        } else {
          erased.add(count.right());
        }
      }
    }
  }

  private static <T> void take(@Nullable Queue<StreamRecord<T>> from, List<T> into) {
    if (from != null) {
      from.forEach(record -> into.add(record.getValue()));
      from.clear();
    }
  }

  /** Values in keyed state. */
  int stateEntries() {
    return subtasks.stream().mapToInt(subtask -> subtask.numKeyedStateEntries()).sum();
  }

  /** Models in the state of the first subtask. */
  int modelsInState() throws Exception {
    int models = 0;
    for (var ignored :
        subtasks
            .get(0)
            .getOperator()
            .getOperatorStateBackend()
            .getBroadcastState(Models.STATE)
            .entries()) {
      models++;
    }
    return models;
  }

  /** An operator's count. */
  long count(String name) {
    return subtasks.stream()
        .mapToLong(
            subtask ->
                subtask.getOperator().getRuntimeContext().getLongCounter(name).getLocalValue())
        .sum();
  }

  @Override
  public void close() {
    try {
      for (var subtask : subtasks) {
        subtask.close();
      }
    } catch (Exception failed) {
      throw new AssertionError("a subtask does not close", failed);
    }
  }
}
