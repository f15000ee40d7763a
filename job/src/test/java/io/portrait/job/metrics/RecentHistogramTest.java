package io.portrait.job.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.metrics.HistogramStatistics;
import org.junit.jupiter.api.Test;

class RecentHistogramTest {

  private final AtomicLong clock = new AtomicLong();
  private final RecentHistogram histogram = new RecentHistogram(clock::get);

  @Test
  void quantiles_are_those_of_all_values_of_the_interval() {
    long[] values = new Random(7).longs(10_000, 0, 30_000_000_000L).toArray();
    for (long value : values) {
      histogram.update(value);
    }
    pass();
    Arrays.sort(values);

    HistogramStatistics statistics = histogram.getStatistics();

    for (double share : new double[] {0.5, 0.75, 0.95, 0.98, 0.99, 0.999}) {
      long naive = values[(int) Math.ceil(share * values.length) - 1];
      assertThat(statistics.getQuantile(share)).isCloseTo((double) naive, withinPercentage(1));
    }
    assertThat(statistics.size()).isEqualTo(values.length);
    assertThat(statistics.getMin()).isLessThanOrEqualTo(values[0]);
    assertThat((double) statistics.getMax())
        .isCloseTo((double) values[values.length - 1], withinPercentage(1));
    assertThat(statistics.getMean())
        .isCloseTo(Arrays.stream(values).average().orElseThrow(), withinPercentage(1));
  }

  @Test
  void whoever_asks_in_an_interval_is_told_of_the_one_before() {
    histogram.update(10);
    assertThat(histogram.getStatistics().size()).isZero();
    pass();
    assertThat(histogram.getStatistics().getQuantile(0.5)).isEqualTo(10);

    histogram.update(20);
    assertThat(histogram.getStatistics().getQuantile(0.5)).as("another who asks").isEqualTo(10);
    pass();
    assertThat(histogram.getStatistics().getQuantile(0.5)).isEqualTo(20);
    assertThat(histogram.getCount()).isEqualTo(2);
  }

  @Test
  void whoever_asks_seldom_misses_nothing() {
    histogram.update(10);
    for (int i = 0; i < 9; i++) {
      pass();
      histogram.update(20);
    }
    pass();

    assertThat(histogram.getStatistics().size()).isEqualTo(10);
    assertThat(histogram.getStatistics().getQuantile(0.1)).isEqualTo(10);
  }

  @Test
  void of_an_interval_without_values_there_is_no_quantile_and_no_alert() {
    histogram.update(20_000);
    pass();
    histogram.getStatistics();
    pass();

    assertThat(histogram.getStatistics().getQuantile(0.99)).isNaN();
    assertThat(histogram.getCount()).isOne();
  }

  @Test
  void what_is_beyond_the_ends_counts_as_the_ends() {
    histogram.update(-5);
    histogram.update(Long.MAX_VALUE);
    pass();

    assertThat(histogram.getStatistics().getQuantile(0.1)).isZero();
    assertThat(histogram.getStatistics().getQuantile(0.99))
        .isCloseTo(36_525.0 * 86_400_000, withinPercentage(1));
  }

  private void pass() {
    clock.addAndGet(RecentHistogram.INTERVAL.toNanos());
  }
}
