package io.portrait.job.clean;

import io.portrait.event.Event;
import io.portrait.event.Heartbeat;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;

/**
 * The watermark of one partition: {@code max_out_of_orderness} behind its latest event, rounded
 * down to whole {@link #STEP_MILLIS}. A rejected record, with whatever time it claims, does not
 * move it.
 *
 * <p>It is sent with the event that moves it, not by the clock: so the same records give the same
 * watermarks, before and after a restart, and a fast replay, where the usual 200 ms are days of
 * events, does not run ahead of its own watermark.
 */
final class EventWatermarks implements WatermarkGenerator<RawEvent> {

  /** A second of event time: the least hop, and what ticks are multiples of. */
  static final long STEP_MILLIS = 1_000;

  private final long delayMillis;
  private long latest;
  private long sent = Long.MIN_VALUE;

  EventWatermarks(Duration maxOutOfOrderness) {
    delayMillis = maxOutOfOrderness.toMillis() + 1;
    latest = Long.MIN_VALUE + delayMillis;
  }

  @Override
  public void onEvent(RawEvent record, long timestamp, WatermarkOutput output) {
    long time = timeOf(record);
    if (time > latest) {
      latest = time;
      long watermark = Math.floorDiv(latest - delayMillis, STEP_MILLIS) * STEP_MILLIS;
      if (watermark > sent) {
        sent = watermark;
        output.emitWatermark(new Watermark(watermark));
      }
    }
  }

  private static long timeOf(RawEvent record) {
    if (record.parsed() instanceof Event event) {
      return event.timeMillis();
    }
    return record.parsed() instanceof Heartbeat heartbeat ? heartbeat.timeMillis() : Long.MIN_VALUE;
  }

  @Override
  public void onPeriodicEmit(WatermarkOutput output) {
    // Nothing: an event that moves the watermark has sent it already.
  }
}
