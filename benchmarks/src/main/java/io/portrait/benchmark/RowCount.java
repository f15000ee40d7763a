package io.portrait.benchmark;

import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.FilterFunction;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFilterFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** The end of a measured job: counts rows, and throws them away. */
@SuppressWarnings("NullAway.Init") // Flink calls open before anything else
final class RowCount<T> extends RichFilterFunction<T> {

  /** Name of the accumulator that counts rows. */
  static final String ROWS = "rows";

  private static final long serialVersionUID = 1;

  private final FilterFunction<T> isRow;
  private transient LongCounter rows;

  private RowCount(FilterFunction<T> isRow) {
    this.isRow = isRow;
  }

  /**
   * Ends a stream.
   *
   * @param isRow what counts
   */
  static <T> void end(DataStream<T> stream, FilterFunction<T> isRow) {
    stream
        .filter(new RowCount<>(isRow))
        .name("rows")
        .uid("rows")
        .sinkTo(new DiscardingSink<>())
        .name("discard")
        .uid("discard");
  }

  @Override
  public void open(OpenContext context) {
    rows = getRuntimeContext().getLongCounter(ROWS);
  }

  @Override
  public boolean filter(T value) throws Exception {
    if (isRow.filter(value)) {
      rows.add(1);
    }
    return false;
  }
}
