package io.portrait.job.sink;

import io.portrait.online.RowOutcome;
import java.util.List;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.ThreadSafeSimpleCounter;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/**
 * What the Redis sink shows: {@code rowsWritten}, {@code rowsRefused} (Redis held one as new),
 * {@code rowsRetried}, and {@code batchMillis}, the time from sending a batch to its answers.
 */
final class RedisMetrics {

  private static final int BATCHES_SEEN = 1_000;

  private final Counter written;
  private final Counter refused;
  private final Counter retried;
  private final Histogram batchMillis;

  RedisMetrics(MetricGroup group) {
    written = group.counter("rowsWritten", new ThreadSafeSimpleCounter());
    refused = group.counter("rowsRefused", new ThreadSafeSimpleCounter());
    retried = group.counter("rowsRetried", new ThreadSafeSimpleCounter());
    batchMillis = group.histogram("batchMillis", new DescriptiveStatisticsHistogram(BATCHES_SEEN));
  }

  void answered(List<RowOutcome> outcomes, long millis) {
    for (RowOutcome outcome : outcomes) {
      if (outcome.status() == RowOutcome.Status.WRITTEN) {
        written.inc();
      } else if (outcome.status() == RowOutcome.Status.REFUSED) {
        refused.inc();
      }
    }
    batchMillis.update(millis);
  }

  void retried(int rows) {
    retried.inc(rows);
  }
}
