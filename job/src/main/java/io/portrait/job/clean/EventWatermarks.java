package io.portrait.job.clean;

import io.portrait.event.Event;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;

/**
 * The watermark of one partition: {@code max_out_of_orderness} behind its latest event. A rejected
 * record, with whatever time it claims, does not move it.
 *
 * <p>Besides every 200 ms by the clock it is sent whenever it crosses a whole {@link #STEP_MILLIS}
 * of event time, so that a fast replay, where 200 ms are days of events, does not run ahead of its
 * own watermark.
 */
final class EventWatermarks implements WatermarkGenerator<RawEvent> {

  /** Ten seconds of event time. */
  static final long STEP_MILLIS = 10_000;

  private final long delayMillis;
  private long latest;
  private long sent = Long.MIN_VALUE;

  EventWatermarks(Duration maxOutOfOrderness) {
    delayMillis = maxOutOfOrderness.toMillis() + 1;
    latest = Long.MIN_VALUE + delayMillis;
  }

  @Override
  public void onEvent(RawEvent record, long timestamp, WatermarkOutput output) {
    if (record.parsed() instanceof Event event && event.timeMillis() > latest) {
      latest = event.timeMillis();
      long watermark = latest - delayMillis;
      if (Math.floorDiv(watermark, STEP_MILLIS) > Math.floorDiv(sent, STEP_MILLIS)) {
        send(watermark, output);
      }
    }
  }

  @Override
  public void onPeriodicEmit(WatermarkOutput output) {
    long watermark = latest - delayMillis;
    if (watermark > sent) {
      send(watermark, output);
    }
  }

  private void send(long watermark, WatermarkOutput output) {
    sent = watermark;
    output.emitWatermark(new Watermark(watermark));
  }
}
