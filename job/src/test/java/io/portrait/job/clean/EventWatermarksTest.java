package io.portrait.job.clean;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.event.Event;
import io.portrait.event.Origin;
import io.portrait.event.RejectReason;
import io.portrait.event.RejectedEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.junit.jupiter.api.Test;

class EventWatermarksTest {

  private static final Origin ORIGIN = new Origin("events", 0, 0);
  private static final long NOON = Instant.parse("2026-11-20T12:00:00Z").toEpochMilli();

  private final List<Long> sent = new ArrayList<>();
  private final WatermarkOutput output =
      new WatermarkOutput() {
        @Override
        public void emitWatermark(Watermark watermark) {
          sent.add(watermark.getTimestamp());
        }

        @Override
        public void markIdle() {}

        @Override
        public void markActive() {}
      };
  private final EventWatermarks watermarks = new EventWatermarks(Duration.ofMinutes(1));

  @Test
  void stays_max_out_of_orderness_behind_the_latest_event_in_whole_seconds() {
    watermarks.onEvent(event(NOON), 0, output);
    watermarks.onEvent(event(NOON - 30_000), 0, output);
    watermarks.onPeriodicEmit(output);

    assertThat(sent).containsExactly(NOON - 61_000);
  }

  @Test
  void is_sent_with_the_event_that_crosses_a_second_and_never_by_the_clock() {
    watermarks.onEvent(event(NOON + 100), 0, output);
    watermarks.onEvent(event(NOON + 900), 0, output);
    watermarks.onPeriodicEmit(output);
    assertThat(sent).containsExactly(NOON - 60_000);

    watermarks.onEvent(event(NOON + 1_001), 0, output);
    assertThat(sent).containsExactly(NOON - 60_000, NOON - 59_000);
  }

  @Test
  void a_rejected_record_does_not_move_it() {
    watermarks.onEvent(event(NOON), 0, output);
    RejectedEvent ahead =
        new RejectedEvent(new byte[0], RejectReason.CLOCK_AHEAD, "time: year 9999", ORIGIN);
    watermarks.onEvent(new RawEvent(new byte[0], ORIGIN, ahead), Long.MAX_VALUE / 2, output);
    watermarks.onPeriodicEmit(output);

    assertThat(sent).containsExactly(NOON - 61_000);
  }

  @Test
  void nothing_is_sent_before_the_first_event() {
    watermarks.onPeriodicEmit(output);

    assertThat(sent).isEmpty();
  }

  private static RawEvent event(long time) {
    Event event =
        new Event(null, "u", "view", time, null, null, Double.NaN, Double.NaN, null, Map.of());
    return new RawEvent(new byte[0], ORIGIN, event);
  }
}
