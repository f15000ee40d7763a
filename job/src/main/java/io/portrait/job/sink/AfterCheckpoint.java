package io.portrait.job.sink;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Hands a record on when the checkpoint that followed it has completed. A table written behind it
 * shows the record one checkpoint after every other table shows what came before the record: who
 * sees it there sees all of that, too.
 *
 * <p>State: the records that wait, few and small. They go with the checkpoint after; a bounded
 * input's last ones when it has ended.
 *
 * @param <T> immutable
 */
@SuppressWarnings("NullAway.Init") // Flink calls initializeState before anything else
final class AfterCheckpoint<T> extends AbstractStreamOperator<T>
    implements OneInputStreamOperator<T, T> {

  private static final long serialVersionUID = 1;

  private final TypeInformation<T> type;
  private transient ListState<T> state;

  /** Since the last barrier. */
  private transient List<T> fresh;

  /** By the checkpoint that has them first. */
  private transient NavigableMap<Long, List<T>> waiting;

  AfterCheckpoint(TypeInformation<T> type) {
    this.type = type;
    chainingStrategy = ChainingStrategy.ALWAYS;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    state =
        context.getOperatorStateStore().getListState(new ListStateDescriptor<>("waiting", type));
    fresh = new ArrayList<>();
    waiting = new TreeMap<>();
    List<T> restored = new ArrayList<>();
    state.get().forEach(restored::add);
    if (!restored.isEmpty()) {
      // Whichever checkpoint had them, it has completed: it is what was restored.
      waiting.put(Long.MIN_VALUE, restored);
    }
  }

  @Override
  public void processElement(StreamRecord<T> element) {
    fresh.add(element.getValue());
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    if (!fresh.isEmpty()) {
      waiting.put(context.getCheckpointId(), fresh);
      fresh = new ArrayList<>();
    }
    state.update(waiting.values().stream().flatMap(List::stream).toList());
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    super.notifyCheckpointComplete(checkpointId);
    Map<Long, List<T>> done = waiting.headMap(checkpointId, true);
    done.values().forEach(this::emit);
    done.clear();
  }

  @Override
  public void finish() throws Exception {
    waiting.values().forEach(this::emit);
    waiting.clear();
    emit(fresh);
    fresh.clear();
    super.finish();
  }

  private void emit(List<T> records) {
    records.forEach(record -> output.collect(new StreamRecord<>(record)));
  }
}
