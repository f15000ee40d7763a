package io.portrait.job.window;

import io.portrait.event.EmbeddedEvent;
import io.portrait.event.Erasure;
import io.portrait.event.Event;
import io.portrait.event.UserRecord;
import io.portrait.job.wire.SnapshotWire;
import io.portrait.learning.Example;
import io.portrait.online.RedisAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.contrib.streaming.state.EmbeddedRocksDBStateBackend;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.CheckpointType;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.apache.flink.runtime.checkpoint.SnapshotType;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.apache.flink.types.Either;
import org.jspecify.annotations.Nullable;

/** The subtasks of the window step, as many as there shall be. */
final class WindowSubtasks implements AutoCloseable {

  private static final int MAX_PARALLELISM = 16;

  /** Where state is kept. */
  enum Backend {
    HEAP,
    ROCKSDB;

    StateBackend create() {
      return this == HEAP ? new HashMapStateBackend() : new EmbeddedRocksDBStateBackend();
    }
  }

  private final List<KeyedOneInputStreamOperatorTestHarness<String, UserRecord, Snapshot>>
      subtasks = new ArrayList<>();
  private final Backend backend;
  private final String definition;
  private final ErasureRegister register;
  private final @Nullable RedisAddress serving;
  private long clock;
  private long checkpoint;

  /** What they gave so far. */
  final List<Snapshot> rows = new ArrayList<>();

  /** As {@link Windows#MATURED}. */
  final List<Either<Example, String>> matured = new ArrayList<>();

  /** As {@link Windows#ERASED}. */
  final List<ErasureDone> done = new ArrayList<>();

  WindowSubtasks(Backend backend, String definition, ErasureRegister register, long clock)
      throws Exception {
    this(backend, definition, register, null, clock);
  }

  WindowSubtasks(
      Backend backend,
      String definition,
      ErasureRegister register,
      @Nullable RedisAddress serving,
      long clock)
      throws Exception {
    this.serving = serving;
    this.backend = backend;
    this.definition = definition;
    this.register = register;
    this.clock = clock;
    start(1, null);
  }

  void send(Event event) throws Exception {
    send(EmbeddedEvent.plain(event), event.timeMillis());
  }

  void erase(String user, long time) throws Exception {
    send(new Erasure(user, time), time);
  }

  private void send(UserRecord record, long time) throws Exception {
    int subtask =
        KeyGroupRangeAssignment.assignKeyToParallelOperator(
            record.userId(), MAX_PARALLELISM, subtasks.size());
    subtasks.get(subtask).processElement(record, time);
    collect();
  }

  void watermark(long time) throws Exception {
    for (var subtask : subtasks) {
      subtask.processWatermark(new Watermark(time));
    }
    collect();
  }

  /** Lets time pass by the clock; what the step does by itself it does at the end of it. */
  void pass(long millis) throws Exception {
    clock += millis;
    for (var subtask : subtasks) {
      subtask.setProcessingTime(clock);
    }
    collect();
  }

  long clock() {
    return clock;
  }

  /** All that a canonical savepoint would hold now, as bytes. */
  byte[] savepoint(Path scratch) throws Exception {
    Path file = scratch.resolve("savepoint-" + checkpoint);
    SavepointType canonical = SavepointType.savepoint(SavepointFormatType.CANONICAL);
    OperatorSnapshotUtil.writeStateHandle(snapshot(canonical), file.toString());
    return Files.readAllBytes(file);
  }

  /** From its own snapshot, with as many subtasks as before or others. */
  void restart(int parallelism) throws Exception {
    restart(parallelism, () -> {});
  }

  /** The same; between the end of the checkpoint and that of the subtasks something happens. */
  void restart(int parallelism, Runnable between) throws Exception {
    int before = subtasks.size();
    OperatorSubtaskState all = snapshot(CheckpointType.CHECKPOINT);
    for (var subtask : subtasks) {
      subtask.notifyOfCompletedCheckpoint(checkpoint);
    }
    between.run();
    close();
    subtasks.clear();
    for (int i = 0; i < parallelism; i++) {
      start(
          parallelism,
          AbstractStreamOperatorTestHarness.repartitionOperatorState(
              all, MAX_PARALLELISM, before, parallelism, i));
    }
  }

  private OperatorSubtaskState snapshot(SnapshotType type) throws Exception {
    checkpoint++;
    List<OperatorSubtaskState> states = new ArrayList<>();
    for (var subtask : subtasks) {
      subtask.prepareSnapshotPreBarrier(checkpoint);
      states.add(subtask.snapshotWithLocalState(checkpoint, clock, type).getJobManagerOwnedState());
    }
    collect();
    return AbstractStreamOperatorTestHarness.repackageState(
        states.toArray(OperatorSubtaskState[]::new));
  }

  private void start(int parallelism, @Nullable OperatorSubtaskState state) throws Exception {
    KeyedOneInputStreamOperatorTestHarness<String, UserRecord, Snapshot> subtask =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new UserWindows(definition, register, serving),
            UserRecord::userId,
            Types.STRING,
            MAX_PARALLELISM,
            parallelism,
            subtasks.size());
    subtask.setStateBackend(backend.create());
    subtask.setProcessingTime(clock);
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
      take(subtask.getSideOutput(Windows.MATURED), matured);
      take(subtask.getSideOutput(Windows.ERASED), done);
    }
  }

  private static <T> void take(@Nullable Queue<StreamRecord<T>> from, List<T> into) {
    if (from != null) {
      from.forEach(record -> into.add(record.getValue()));
      from.clear();
    }
  }

  /** Values in keyed state on the heap. */
  int stateEntries() {
    return subtasks.stream().mapToInt(subtask -> subtask.numKeyedStateEntries()).sum();
  }

  int processingTimers() {
    return subtasks.stream().mapToInt(subtask -> subtask.numProcessingTimeTimers()).sum();
  }

  int timers() {
    return subtasks.stream().mapToInt(subtask -> subtask.numEventTimeTimers()).sum();
  }

  /** The step's count. */
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
