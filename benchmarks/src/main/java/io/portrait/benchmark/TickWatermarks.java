package io.portrait.benchmark;

import org.apache.flink.api.common.eventtime.SerializableTimestampAssigner;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/** Watermarks of records that come tick by tick: the first of a tick ends the one before. */
final class TickWatermarks<T> implements WatermarkGenerator<T> {

  private long sent = Long.MIN_VALUE;

  private TickWatermarks() {}

  /**
   * For records in the order of their ticks.
   *
   * @param tick of a record, event time
   */
  static <T> WatermarkStrategy<T> of(SerializableTimestampAssigner<T> tick) {
    return WatermarkStrategy.<T>forGenerator(context -> new TickWatermarks<>())
        .withTimestampAssigner(tick);
  }

  @Override
  public void onEvent(T record, long timestamp, WatermarkOutput output) {
    if (timestamp - 1 > sent) {
      sent = timestamp - 1;
      output.emitWatermark(new Watermark(sent));
    }
  }

  @Override
  public void onPeriodicEmit(WatermarkOutput output) {
    // Nothing: the record that moves the watermark has sent it already.
  }
}
