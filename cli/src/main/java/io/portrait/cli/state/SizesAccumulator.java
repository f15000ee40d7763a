package io.portrait.cli.state;

import org.apache.flink.api.common.accumulators.Accumulator;

/** {@link StateSizes} that the tasks of a scan put together. */
final class SizesAccumulator implements Accumulator<StateSizes, StateSizes> {

  private static final long serialVersionUID = 1;

  private final int mostLargest;
  private StateSizes sizes;

  SizesAccumulator(int mostLargest) {
    this.mostLargest = mostLargest;
    sizes = new StateSizes(mostLargest);
  }

  @Override
  public void add(StateSizes others) {
    sizes.merge(others);
  }

  @Override
  public StateSizes getLocalValue() {
    return sizes;
  }

  @Override
  public void resetLocal() {
    sizes = new StateSizes(mostLargest);
  }

  @Override
  public void merge(Accumulator<StateSizes, StateSizes> other) {
    sizes.merge(other.getLocalValue());
  }

  @Override
  public SizesAccumulator clone() {
    SizesAccumulator copy = new SizesAccumulator(mostLargest);
    copy.add(sizes);
    return copy;
  }
}
