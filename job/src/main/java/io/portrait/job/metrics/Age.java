package io.portrait.job.metrics;

import java.util.function.LongSupplier;
import org.apache.flink.metrics.Gauge;

/**
 * How long ago something last happened in this run of a task, milliseconds; until it has, how long
 * ago the task began. It only grows without it, so that an alert can wait for it. One thread says
 * that it happened; any may ask.
 */
public final class Age implements Gauge<Long> {

  private static final long NANOS_A_MILLI = 1_000_000;

  private final LongSupplier nanoClock;
  private volatile long since;

  /** Of what has not happened yet. */
  public Age() {
    this(System::nanoTime);
  }

  /** By another clock. */
  public Age(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    since = nanoClock.getAsLong();
  }

  /** It has happened. */
  public void renew() {
    since = nanoClock.getAsLong();
  }

  @Override
  public Long getValue() {
    return (nanoClock.getAsLong() - since) / NANOS_A_MILLI;
  }
}
