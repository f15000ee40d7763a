package io.portrait.job.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.definition.Online.Encoding;
import io.portrait.job.metrics.RecentHistogram;
import io.portrait.job.window.Cause;
import io.portrait.online.RowEncoder;
import io.portrait.online.RowOutcome;
import io.portrait.online.RowWrite;
import io.portrait.online.Rows;
import io.portrait.profile.RowVersion;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.HistogramStatistics;
import org.apache.flink.metrics.testutils.MetricListener;
import org.junit.jupiter.api.Test;

class RedisMetricsTest {

  private static final long NOW = 1_000_000_000;
  private static final RowOutcome LOADING =
      new RowOutcome(RowOutcome.Status.UNAVAILABLE, "LOADING");

  private final MetricListener shown = new MetricListener();
  private final AtomicLong nanos = new AtomicLong();
  private final RedisMetrics metrics =
      new RedisMetrics(
          shown.getMetricGroup(),
          Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC),
          nanos::get);

  @Test
  void only_rows_that_an_event_caused_and_that_won_are_fresh() {
    RedisRow caused = row(new Cause(NOW - 100, NOW - 40));
    RedisRow renewed = row(Cause.NONE);
    RedisRow old = row(new Cause(NOW - 900_000, NOW - 80_000));
    RedisRow waiting = row(new Cause(NOW - 9, NOW - 9));
    List<RedisRow> rows = List.of(caused, renewed, old, waiting);

    metrics.sending(rows);
    metrics.answered(
        rows,
        List.of(RowOutcome.WRITTEN, RowOutcome.WRITTEN, RowOutcome.REFUSED, LOADING),
        2_000_000);

    assertThat(count("redis", "rows_written")).isEqualTo(2);
    assertThat(count("redis", "rows_refused")).isOne();
    assertThat(count("redis", "bytes_sent")).isEqualTo(4 * caused.write().sizeInBytes());
    pass(RecentHistogram.INTERVAL);
    assertThat(statistics("freshness_event_millis").getValues()).containsExactly(100);
    assertThat(statistics("freshness_arrival_millis").getValues()).containsExactly(40);
    assertThat(statistics("redis", "batch_millis").getValues()).containsExactly(2);
  }

  @Test
  void a_row_of_an_event_whose_arrival_nobody_knows_is_as_old_as_the_event() {
    List<RedisRow> rows = List.of(row(new Cause(NOW - 100, Cause.UNKNOWN)));

    metrics.sending(rows);
    metrics.answered(rows, List.of(RowOutcome.WRITTEN), 1);
    pass(RecentHistogram.INTERVAL);

    assertThat(statistics("freshness_event_millis").getValues()).containsExactly(100);
    assertThat(statistics("freshness_arrival_millis").size()).isZero();
  }

  @Test
  void rows_wait_from_when_they_are_first_sent_until_all_of_them_are_there() {
    List<RedisRow> rows = List.of(row(Cause.NONE));
    pass(Duration.ofSeconds(7));
    assertThat(gauge("waiting_millis")).isZero();

    metrics.sending(rows);
    pass(Duration.ofSeconds(2));
    metrics.answered(rows, List.of(LOADING), 1);
    metrics.retried(1);
    metrics.sending(rows);
    pass(Duration.ofSeconds(1));

    assertThat(gauge("waiting_millis")).isEqualTo(3_000);
    assertThat(gauge("answer_age_millis")).as("LOADING is no answer").isEqualTo(10_000);
    assertThat(count("redis", "rows_retried")).isOne();

    metrics.answered(rows, List.of(RowOutcome.WRITTEN), 1);
    metrics.done();
    assertThat(gauge("waiting_millis")).isZero();
    assertThat(gauge("answer_age_millis")).isZero();
  }

  private static RedisRow row(Cause cause) {
    RowWrite write =
        new RowEncoder("shop", Rows.SCHEMA, Encoding.PACKED, 1_000)
            .write(Rows.row("u-1", new RowVersion(1, 2, 3), null));
    return new RedisRow(write, cause);
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private long count(String... name) {
    return shown.getCounter(name).orElseThrow().getCount();
  }

  private long gauge(String name) {
    return shown.<Long>getGauge("redis", name).orElseThrow().getValue();
  }

  private HistogramStatistics statistics(String... name) {
    Histogram histogram = shown.getHistogram(name).orElseThrow();
    return histogram.getStatistics();
  }
}
