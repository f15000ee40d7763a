package io.portrait.benchmark;

import io.portrait.definition.Churn;
import io.portrait.job.learn.ModelReport;
import io.portrait.job.profile.ProfileUpdate;
import io.portrait.job.window.Snapshot;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * When, by the clock, a tick passed through a job: its watermark at the source, its rows and the
 * first row of its model at the end. The job runs in this process, one at a time.
 */
final class TickWatch {

  private static final long NEVER = Long.MIN_VALUE;

  private static final AtomicLong passed = new AtomicLong(NEVER);
  private static final AtomicLong latestRow = new AtomicLong();
  private static final AtomicLong latestOfTick = new AtomicLong(NEVER);
  private static final AtomicLong rowsOfTick = new AtomicLong();
  private static final AtomicLong version = new AtomicLong(NEVER);
  private static final ConcurrentSkipListMap<Long, Long> firstByVersion =
      new ConcurrentSkipListMap<>();

  private TickWatch() {}

  /**
   * Seconds from the watermark that passes the tick to what came of it.
   *
   * @param rows of the tick that came out
   * @param lastRowSeconds until the last of them
   * @param liveSeconds until the first live row that the model with the tick's labels scored; NaN
   *     where there was none
   */
  record Latency(long rows, double lastRowSeconds, double liveSeconds) {}

  /** Forgets the job before. */
  static void forget() {
    passed.set(NEVER);
    latestRow.set(System.nanoTime());
    latestOfTick.set(NEVER);
    rowsOfTick.set(0);
    version.set(NEVER);
    firstByVersion.clear();
  }

  /** Since the latest row came out. */
  static long quietNanos() {
    return System.nanoTime() - latestRow.get();
  }

  /** What was seen, when the job has ended. */
  static Latency latency() {
    if (passed.get() == NEVER || version.get() == NEVER || rowsOfTick.get() == 0) {
      throw new IllegalStateException("no watermark, no model or no row of the tick was seen");
    }
    var first = firstByVersion.ceilingEntry(version.get());
    return new Latency(
        rowsOfTick.get(),
        secondsTo(latestOfTick.get()),
        first == null ? Double.NaN : secondsTo(first.getValue()));
  }

  private static double secondsTo(long nanos) {
    return (nanos - passed.get()) / 1e9;
  }

  /** Sees a row at the end. */
  static void see(ProfileUpdate update) {
    long now = System.nanoTime();
    latestRow.set(now);
    if (update.kind() == Snapshot.Kind.TICK) {
      if (update.row().version().asOf() == TickEvents.TICK_MILLIS) {
        rowsOfTick.incrementAndGet();
        latestOfTick.accumulateAndGet(now, Math::max);
      }
    } else if (update.kind() == Snapshot.Kind.LIVE) {
      Long churn = update.row().models().get(Churn.NAME);
      if (churn != null && !firstByVersion.containsKey(churn)) {
        firstByVersion.putIfAbsent(churn, now);
      }
    }
  }

  /** Sees what is known of a model. */
  static void see(ModelReport report) {
    if (report.name().equals(Churn.NAME) && report.asOfMillis() == TickEvents.TICK_MILLIS) {
      version.set(report.version());
    }
  }

  /** Behind the source: sees the watermark that passes the tick. */
  static final class AtSource<T> extends AbstractStreamOperator<T>
      implements OneInputStreamOperator<T, T> {

    private static final long serialVersionUID = 1;

    AtSource() {
      chainingStrategy = ChainingStrategy.ALWAYS;
    }

    @Override
    public void processElement(StreamRecord<T> element) {
      output.collect(element);
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
      if (mark.getTimestamp() >= TickEvents.TICK_MILLIS) {
        passed.compareAndSet(NEVER, System.nanoTime());
      }
      super.processWatermark(mark);
    }
  }
}
