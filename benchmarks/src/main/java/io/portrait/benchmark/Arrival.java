package io.portrait.benchmark;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.accumulators.LongMaximum;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.jspecify.annotations.Nullable;

/**
 * Right behind the source: notes when the first record of a job came, so that starting a job is not
 * taken for its work, counts records, and looks for pauses. It runs in this process, one job at a
 * time.
 */
@SuppressWarnings("NullAway.Init") // Flink calls open before anything else
final class Arrival<T> extends RichMapFunction<T, T> {

  /** Name of the accumulator that counts records. */
  static final String RECORDS = "records";

  /** Name of the accumulator of the longest pause between records, nanoseconds. */
  static final String PAUSE = "pause";

  /** Every how many records the clock is read: to read it takes a part of what a step takes. */
  private static final int CLOCK_EVERY = 64;

  private static final long serialVersionUID = 1;
  private static final AtomicReference<@Nullable Moment> FIRST = new AtomicReference<>();

  private transient LongCounter records;
  private transient LongMaximum pause;
  private transient long seen;
  private transient long looked;

  private Arrival() {}

  /** Puts itself behind a source. */
  static <T> DataStream<T> mark(DataStream<T> records) {
    return records.map(new Arrival<T>()).returns(records.getType()).name("arrival").uid("arrival");
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
    pause = new LongMaximum(0);
    getRuntimeContext().addAccumulator(PAUSE, pause);
  }

  @Override
  public T map(T record) {
    if (seen % CLOCK_EVERY == 0) {
      look();
    }
    seen++;
    records.add(1);
    return record;
  }

  private void look() {
    if (seen == 0) {
      FIRST.compareAndSet(null, Moment.now());
      looked = System.nanoTime();
      return;
    }
    long now = System.nanoTime();
    pause.add(now - looked);
    looked = now;
  }
}
