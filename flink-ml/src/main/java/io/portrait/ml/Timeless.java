package io.portrait.ml;

import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.api.common.eventtime.TimestampAssignerSupplier;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/**
 * A stream that holds back nobody's event time: idle from the first moment on, although it has
 * elements. A watermark of {@code Long.MAX_VALUE} would do, too, until the other stream is idle:
 * time would then have ended for all.
 */
final class Timeless<T> implements WatermarkStrategy<T> {

  private static final long serialVersionUID = 1;

  @Override
  public TimestampAssigner<T> createTimestampAssigner(TimestampAssignerSupplier.Context context) {
    return (element, timestamp) -> timestamp;
  }

  @Override
  public WatermarkGenerator<T> createWatermarkGenerator(
      WatermarkGeneratorSupplier.Context context) {
    return new WatermarkGenerator<>() {
      @Override
      public void onEvent(T element, long timestamp, WatermarkOutput output) {
        output.markIdle();
      }

      @Override
      public void onPeriodicEmit(WatermarkOutput output) {
        output.markIdle();
      }
    };
  }
}
