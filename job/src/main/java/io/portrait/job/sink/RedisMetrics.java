package io.portrait.job.sink;

import io.portrait.job.metrics.Age;
import io.portrait.job.metrics.RecentHistogram;
import io.portrait.job.window.Cause;
import io.portrait.online.RowOutcome;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.ThreadSafeSimpleCounter;

/**
 * What the Redis sink shows, in a group {@code redis}: rows and bytes, how long a batch takes, and
 * since when Redis has been silent; and how fresh rows are when they can be read.
 */
final class RedisMetrics {

  private static final long NOT_WAITING = Long.MIN_VALUE;

  private final Clock clock;
  private final LongSupplier nanoClock;
  private final Counter written;
  private final Counter refused;
  private final Counter retried;
  private final Counter bytes;
  private final Histogram batch;
  private final Histogram sinceEvent;
  private final Histogram sinceArrival;
  private final Age answer;

  /** When the rows at hand were first sent; {@link #NOT_WAITING} while there are none. */
  private volatile long waitingSince = NOT_WAITING;

  RedisMetrics(MetricGroup group) {
    this(group, Clock.systemUTC(), System::nanoTime);
  }

  /**
   * @param clock says when rows can be read
   * @param nanoClock says how long something took
   */
  RedisMetrics(MetricGroup group, Clock clock, LongSupplier nanoClock) {
    this.clock = clock;
    this.nanoClock = nanoClock;
    answer = new Age(nanoClock);
    MetricGroup redis = group.addGroup("redis");
    written = redis.counter("rows_written", new ThreadSafeSimpleCounter());
    refused = redis.counter("rows_refused", new ThreadSafeSimpleCounter());
    retried = redis.counter("rows_retried", new ThreadSafeSimpleCounter());
    bytes = redis.counter("bytes_sent", new ThreadSafeSimpleCounter());
    batch = redis.histogram("batch_millis", new RecentHistogram(nanoClock));
    redis.gauge("answer_age_millis", answer);
    redis.gauge("waiting_millis", this::waiting);
    sinceEvent = group.histogram("freshness_event_millis", new RecentHistogram(nanoClock));
    sinceArrival = group.histogram("freshness_arrival_millis", new RecentHistogram(nanoClock));
  }

  /** Rows are about to be sent, for the first time or again. */
  void sending(List<RedisRow> rows) {
    if (waitingSince == NOT_WAITING) {
      waitingSince = nanoClock.getAsLong();
    }
    for (RedisRow row : rows) {
      bytes.inc(row.write().sizeInBytes());
    }
  }

  /**
   * Redis has answered.
   *
   * @param outcomes one for each row
   * @param nanos from sending the first row to the last answer
   */
  void answered(List<RedisRow> rows, List<RowOutcome> outcomes, long nanos) {
    long now = clock.millis();
    boolean isAnswer = false;
    for (int i = 0; i < rows.size(); i++) {
      RowOutcome.Status status = outcomes.get(i).status();
      if (status == RowOutcome.Status.WRITTEN) {
        written.inc();
        readable(rows.get(i).cause(), now);
      } else if (status == RowOutcome.Status.REFUSED) {
        refused.inc();
      }
      isAnswer |= status != RowOutcome.Status.UNAVAILABLE;
    }
    batch.update(TimeUnit.NANOSECONDS.toMillis(nanos));
    if (isAnswer) {
      answer.renew();
    }
  }

  private void readable(Cause cause, long now) {
    if (cause.isEvent()) {
      sinceEvent.update(now - cause.eventMillis());
    }
    if (cause.hasArrived()) {
      sinceArrival.update(now - cause.arrivedMillis());
    }
  }

  /** So many rows will be sent again. */
  void retried(int rows) {
    retried.inc(rows);
  }

  /** All rows at hand are in Redis. */
  void done() {
    waitingSince = NOT_WAITING;
  }

  private long waiting() {
    long since = waitingSince;
    return since == NOT_WAITING ? 0 : TimeUnit.NANOSECONDS.toMillis(nanoClock.getAsLong() - since);
  }
}
