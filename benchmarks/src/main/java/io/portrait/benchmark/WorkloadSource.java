package io.portrait.benchmark;

import io.portrait.event.Event;
import io.portrait.job.wire.EventWire;
import java.time.Duration;
import java.util.Collection;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource.NumberSequenceSplit;
import org.apache.flink.api.connector.source.lib.util.IteratorSourceReaderBase;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.NumberSequenceIterator;

/**
 * A {@link Workload}, made inside the job: its indices are split among the tasks as Flink splits
 * numbers. (Flink's own generator source goes through its rate limiter for each event.)
 */
final class WorkloadSource
    implements Source<Event, NumberSequenceSplit, Collection<NumberSequenceSplit>> {

  private static final long serialVersionUID = 1;

  /** A task that is a burst or two ahead of the other waits: what it brought would only wait. */
  private static final Duration DRIFT = Duration.ofHours(6);

  private static final Duration ALIGN_EVERY = Duration.ofMillis(10);

  /** Of events alone: no workload erases anybody. */
  @SuppressWarnings("unchecked")
  static final TypeInformation<Event> EVENTS =
      (TypeInformation<Event>) (TypeInformation<?>) EventWire.TYPE;

  private final Workload workload;
  private final NumberSequenceSource indices;

  private WorkloadSource(Workload workload) {
    this.workload = workload;
    indices = new NumberSequenceSource(0, workload.events() - 1);
  }

  /** All events with their watermarks, in as many tasks as the workload says. */
  static DataStream<Event> from(StreamExecutionEnvironment env, Workload workload) {
    WatermarkStrategy<Event> watermarks =
        WatermarkStrategy.<Event>forGenerator(context -> new WholeSecondWatermarks())
            .withTimestampAssigner((event, none) -> event.timeMillis())
            .withWatermarkAlignment("events", DRIFT, ALIGN_EVERY);
    return env.fromSource(new WorkloadSource(workload), watermarks, "events", EVENTS)
        .uid("events")
        .setParallelism(workload.tasks());
  }

  @Override
  public Boundedness getBoundedness() {
    return Boundedness.BOUNDED;
  }

  @Override
  public SourceReader<Event, NumberSequenceSplit> createReader(SourceReaderContext context) {
    return new Reader(context, new WorkloadEvents(workload));
  }

  @Override
  public SplitEnumerator<NumberSequenceSplit, Collection<NumberSequenceSplit>> createEnumerator(
      SplitEnumeratorContext<NumberSequenceSplit> context) {
    return indices.createEnumerator(context);
  }

  @Override
  public SplitEnumerator<NumberSequenceSplit, Collection<NumberSequenceSplit>> restoreEnumerator(
      SplitEnumeratorContext<NumberSequenceSplit> context,
      Collection<NumberSequenceSplit> checkpoint) {
    return indices.restoreEnumerator(context, checkpoint);
  }

  @Override
  public SimpleVersionedSerializer<NumberSequenceSplit> getSplitSerializer() {
    return indices.getSplitSerializer();
  }

  @Override
  public SimpleVersionedSerializer<Collection<NumberSequenceSplit>>
      getEnumeratorCheckpointSerializer() {
    return indices.getEnumeratorCheckpointSerializer();
  }

  @SuppressWarnings("try") // close() of Flink's readers may throw whatever it likes
  private static final class Reader
      extends IteratorSourceReaderBase<Long, Event, NumberSequenceIterator, NumberSequenceSplit> {

    private final WorkloadEvents events;

    Reader(SourceReaderContext context, WorkloadEvents events) {
      super(context);
      this.events = events;
    }

    @Override
    protected Event convert(Long index) {
      return events.event(index);
    }
  }
}
