package io.portrait.benchmark;

import io.portrait.event.Event;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;

/** As the job makes them: a minute behind the latest event, whenever that is a second more. */
final class WholeSecondWatermarks implements WatermarkGenerator<Event> {

  private static final long DELAY_MILLIS = Duration.ofMinutes(1).toMillis() + 1;
  private static final long STEP_MILLIS = 1_000;

  private long sent = Long.MIN_VALUE;

  @Override
  public void onEvent(Event event, long timestamp, WatermarkOutput output) {
    long watermark = Math.floorDiv(event.timeMillis() - DELAY_MILLIS, STEP_MILLIS) * STEP_MILLIS;
    if (watermark > sent) {
      sent = watermark;
      output.emitWatermark(new Watermark(watermark));
    }
  }

  @Override
  public void onPeriodicEmit(WatermarkOutput output) {
    // Nothing: an event that moves the watermark has sent it already.
  }
}
