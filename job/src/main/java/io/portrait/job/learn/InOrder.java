package io.portrait.job.learn;

import io.portrait.job.wire.ExampleWire;
import io.portrait.learning.Example;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.contrib.streaming.state.RocksDBKeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.types.Either;

/**
 * Brings examples into the one order in which they are learned, {@link
 * io.portrait.learning.ExampleOrder}: each waits until the watermark says that none follows that is
 * due before it. Parallelism 1; the key is when an example is due.
 *
 * <p>RocksDB sorts: what waits lies there in the order of its keys and is read one after the other,
 * so that memory does not grow with the number of users. A backend that keeps everything in memory
 * anyway is sorted there.
 *
 * <p>Of a user who is erased nothing waits any more. To find it is to look through all that waits,
 * so it is done once for all who were erased between two barriers; until then they are passed over.
 *
 * <p>Whoever observes late, after a definition changed, is learned late: at the next watermark.
 */
@SuppressWarnings("NullAway.Init") // Flink calls open before anything else
final class InOrder extends AbstractStreamOperator<Example>
    implements OneInputStreamOperator<Either<Example, String>, Example>,
        Triggerable<Long, VoidNamespace> {

  private static final long serialVersionUID = 1;

  /** The examples that wait: some ten bytes a column. They go when they are due. */
  static final MapStateDescriptor<ExampleKey, Example> WAITING =
      new MapStateDescriptor<>("waiting", ExampleKeyWire.TYPE, ExampleWire.TYPE);

  private transient MapState<ExampleKey, Example> waiting;
  private transient InternalTimerService<VoidNamespace> timers;
  private transient boolean isSorted;

  /** Users of whom something may still wait that is not to be learned. */
  private transient Set<String> erased;

  InOrder() {
    chainingStrategy = ChainingStrategy.ALWAYS;
  }

  @Override
  public void open() throws Exception {
    super.open();
    waiting = getRuntimeContext().getMapState(WAITING);
    timers = getInternalTimerService("due", VoidNamespaceSerializer.INSTANCE, this);
    erased = new HashSet<>();
    isSorted = getKeyedStateBackend() instanceof RocksDBKeyedStateBackend;
  }

  @Override
  public void processElement(StreamRecord<Either<Example, String>> element) throws Exception {
    if (element.getValue().isRight()) {
      erased.add(element.getValue().right());
      return;
    }
    Example example = element.getValue().left();
    if (erased.contains(example.userId())) {
      // The user is back: what waits from before must not be taken for theirs.
      dropErased();
      setCurrentKey(example.dueMillis());
    }
    waiting.put(ExampleKey.of(example), example);
    timers.registerEventTimeTimer(VoidNamespace.INSTANCE, example.dueMillis());
  }

  @Override
  public void onEventTime(InternalTimer<Long, VoidNamespace> timer) throws Exception {
    StreamRecord<Example> record = new StreamRecord<>(null, timer.getTimestamp());
    for (Map.Entry<ExampleKey, Example> entry : isSorted ? waiting.entries() : sorted()) {
      if (!erased.contains(entry.getKey().userId())) {
        output.collect(record.replace(entry.getValue(), timer.getTimestamp()));
      }
    }
    waiting.clear();
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    dropErased();
  }

  private void dropErased() throws Exception {
    if (!erased.isEmpty()) {
      getKeyedStateBackend()
          .applyToAllKeys(
              VoidNamespace.INSTANCE,
              VoidNamespaceSerializer.INSTANCE,
              WAITING,
              (due, examples) -> dropErased(examples));
      erased.clear();
    }
  }

  private void dropErased(MapState<ExampleKey, Example> examples) throws Exception {
    List<ExampleKey> theirs = new ArrayList<>();
    for (ExampleKey key : examples.keys()) {
      if (erased.contains(key.userId())) {
        theirs.add(key);
      }
    }
    for (ExampleKey key : theirs) {
      examples.remove(key);
    }
  }

  private List<Map.Entry<ExampleKey, Example>> sorted() throws Exception {
    List<Map.Entry<ExampleKey, Example>> entries = new ArrayList<>();
    waiting.entries().forEach(entries::add);
    entries.sort(Map.Entry.comparingByKey(ExampleKey.ORDER));
    return entries;
  }

  @Override
  public void onProcessingTime(InternalTimer<Long, VoidNamespace> timer) {
    throw new IllegalStateException("no processing-time timer is ever registered");
  }

  /** The end of a bounded input is not the end of time: what is due later is never learned. */
  @Override
  public void processWatermark(Watermark mark) throws Exception {
    if (mark.getTimestamp() == Long.MAX_VALUE) {
      output.emitWatermark(mark);
    } else {
      super.processWatermark(mark);
    }
  }
}
