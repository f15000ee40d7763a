package io.portrait.job.metrics;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.apache.flink.metrics.HistogramStatistics;

/** What {@link RecentHistogram} knows of an interval. */
final class RecentStatistics extends HistogramStatistics {

  private final Histogram values;

  /**
   * @param values that nobody changes any more
   */
  RecentStatistics(Histogram values) {
    this.values = values;
  }

  /** The least value that a share of all do not exceed; NaN where there is none. */
  @Override
  public double getQuantile(double share) {
    return isEmpty() ? Double.NaN : values.getValueAtPercentile(share * 100);
  }

  /** The different values, in their order: how often each came is not kept here. */
  @Override
  public long[] getValues() {
    List<Long> different = new ArrayList<>();
    for (HistogramIterationValue value : values.recordedValues()) {
      different.add(value.getValueIteratedTo());
    }
    return different.stream().mapToLong(Long::longValue).toArray();
  }

  @Override
  public int size() {
    return (int) Math.min(Integer.MAX_VALUE, values.getTotalCount());
  }

  @Override
  public double getMean() {
    return isEmpty() ? Double.NaN : values.getMean();
  }

  @Override
  public double getStdDev() {
    return isEmpty() ? Double.NaN : values.getStdDeviation();
  }

  @Override
  public long getMax() {
    return values.getMaxValue();
  }

  @Override
  public long getMin() {
    return isEmpty() ? 0 : values.getMinValue();
  }

  private boolean isEmpty() {
    return values.getTotalCount() == 0;
  }
}
