package io.portrait.job.sink;

import io.portrait.job.metrics.Age;
import io.portrait.job.metrics.RecentHistogram;
import io.portrait.job.window.Cause;
import io.portrait.online.RowOutcome;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.ThreadSafeSimpleCounter;

/**
 * What the Redis sink shows, in a group {@code redis}: rows and bytes, how long a batch takes, and
 * since when Redis has been silent; and how fresh rows are when they can be read.
 */
final class RedisMetrics {

  private final Clock clock;
  private final Counter written;
  private final Counter refused;
  private final Counter retried;
  private final Counter bytes;
  private final Histogram batch;
  private final Histogram sinceEvent;
  private final Histogram sinceArrival;
  private final Age answer = new Age();

  /** When the rows at hand were first sent; 0 while there are none. */
  private volatile long waitingSince;

  RedisMetrics(MetricGroup group) {
    this(group, Clock.systemUTC());
  }

  RedisMetrics(MetricGroup group, Clock clock) {
    this.clock = clock;
    MetricGroup redis = group.addGroup("redis");
    written = redis.counter("rows_written", new ThreadSafeSimpleCounter());
    refused = redis.counter("rows_refused", new ThreadSafeSimpleCounter());
    retried = redis.counter("rows_retried", new ThreadSafeSimpleCounter());
    bytes = redis.counter("bytes_sent", new ThreadSafeSimpleCounter());
    batch = redis.histogram("batch_millis", new RecentHistogram());
    redis.gauge("answer_age_millis", answer);
    redis.gauge("waiting_millis", this::waiting);
    sinceEvent = group.histogram("freshness_event_millis", new RecentHistogram());
    sinceArrival = group.histogram("freshness_arrival_millis", new RecentHistogram());
  }

  /** Rows are about to be sent, for the first time or again. */
  void sending(List<RedisRow> rows) {
    if (waitingSince == 0) {
      waitingSince = System.nanoTime();
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
    waitingSince = 0;
  }

  private long waiting() {
    long since = waitingSince;
    return since == 0 ? 0 : TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since);
  }
}
