package io.portrait.job.window;

import io.portrait.job.metrics.Age;
import io.portrait.job.metrics.HottestKey;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** What the window step shows beside what it counts exactly once ({@link WindowCounts}). */
final class WindowMetrics {

  private final Counter coalesced;
  private final Counter losses;
  private final HottestKey hottest;
  private final Age checkpoint = new Age();

  /**
   * Shows all of it.
   *
   * @param keyGroups of the job
   * @param states decoded users in memory
   * @param watermark event time as it stands, {@code MIN_VALUE} at first
   */
  WindowMetrics(MetricGroup group, int keyGroups, IntSupplier states, LongSupplier watermark) {
    coalesced = group.counter("events_coalesced");
    losses = group.counter("redis_losses");
    hottest = new HottestKey(keyGroups);
    hottest.show(group);
    group.gauge("states_held", states::getAsInt);
    group.gauge("watermark_lag_millis", () -> lag(watermark.getAsLong()));
    group.gauge("checkpoint_age_millis", checkpoint);
  }

  /** By how much event time is behind the clock; NaN as long as there is none. */
  private static double lag(long watermark) {
    return watermark == Long.MIN_VALUE
        ? Double.NaN
        : (double) (System.currentTimeMillis() - watermark);
  }

  /** An event of a user came. */
  void event(String userId) {
    hottest.add(userId);
  }

  /** An event went into a row that was due already. */
  void coalesced() {
    coalesced.inc();
  }

  /** Redis has lost rows. */
  void lost() {
    losses.inc();
  }

  /** A checkpoint is complete. */
  void checkpointed() {
    checkpoint.renew();
  }

  /** To be called every now and then. */
  void look() {
    hottest.look();
  }
}
