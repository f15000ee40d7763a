package io.portrait.benchmark;

import io.portrait.job.clean.RawEvent;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.jspecify.annotations.Nullable;

/**
 * Right behind the source: notes when the first record of a job came, so that starting a job is not
 * taken for its work, and counts records. It runs in this process, one job at a time.
 */
@SuppressWarnings("NullAway.Init") // Flink calls open before anything else
final class Arrival extends RichMapFunction<RawEvent, RawEvent> {

  /** Name of the accumulator that counts records. */
  static final String RECORDS = "records";

  private static final long serialVersionUID = 1;
  private static final AtomicReference<@Nullable Moment> FIRST = new AtomicReference<>();

  private transient LongCounter records;
  private transient boolean seen;

  private Arrival() {}

  /** Puts itself behind a source. */
  static DataStream<RawEvent> mark(DataStream<RawEvent> raw) {
    return raw.map(new Arrival()).returns(raw.getType()).name("arrival").uid("arrival");
  }

  /** Forgets the job before; call when the next one is about to start. */
  static void forget() {
    FIRST.set(null);
  }

  /** When the first record came; empty where there was none. */
  static Optional<Moment> first() {
    return Optional.ofNullable(FIRST.get());
  }

  @Override
  public void open(OpenContext context) {
    if (getRuntimeContext().getTaskInfo().getAttemptNumber() > 0) {
      throw new IllegalStateException("a job that failed on its way has no speed");
    }
    records = getRuntimeContext().getLongCounter(RECORDS);
  }

  @Override
  public RawEvent map(RawEvent record) {
    if (!seen) {
      seen = true;
      FIRST.compareAndSet(null, Moment.now());
    }
    records.add(1);
    return record;
  }
}
