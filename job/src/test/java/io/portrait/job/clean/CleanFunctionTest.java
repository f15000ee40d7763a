package io.portrait.job.clean;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.event.Erasure;
import io.portrait.event.Event;
import io.portrait.event.Origin;
import io.portrait.event.Pseudonyms;
import io.portrait.event.RejectReason;
import io.portrait.event.RejectedEvent;
import io.portrait.event.UserRecord;
import io.portrait.job.Tally;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.accumulators.Accumulator;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CleanFunctionTest {

  private static final Duration LONGEST = Duration.ofDays(30);
  private static final long NOON = Instant.parse("2026-11-20T12:00:00Z").toEpochMilli();
  private static final long TOO_LATE = NOON - LONGEST.toMillis() - 1;

  private OneInputStreamOperatorTestHarness<RawEvent, UserRecord> harness = start(null);

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  @Test
  void an_event_passes_up_to_the_longest_window_behind_the_watermark() throws Exception {
    harness.processWatermark(NOON);
    send(TOO_LATE + 1);
    send(TOO_LATE);

    assertThat(harness.extractOutputValues())
        .extracting(record -> ((Event) record).timeMillis())
        .containsExactly(TOO_LATE + 1);
    assertThat(rejected())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.reason()).isEqualTo(RejectReason.TOO_LATE);
              assertThat(event.origin()).isEqualTo(new Origin("user-events", 1, TOO_LATE));
              assertThat(event.raw()).asString(StandardCharsets.UTF_8).isEqualTo("raw " + TOO_LATE);
            });
  }

  @Test
  void nothing_is_too_late_before_the_first_watermark() throws Exception {
    send(Long.MIN_VALUE / 2);

    assertThat(harness.extractOutputValues()).hasSize(1);
  }

  @Test
  void what_was_too_late_before_a_restart_is_too_late_after_it() throws Exception {
    harness.processWatermark(NOON);
    send(NOON);
    OperatorSubtaskState state = harness.snapshot(1, 1);
    harness.close();
    harness = start(state);

    send(TOO_LATE);

    assertThat(rejected()).hasSize(1);
    assertThat(harness.extractOutputValues()).isEmpty();
  }

  @Test
  void a_record_rejected_by_the_parser_goes_aside_as_it_is() throws Exception {
    RejectedEvent known =
        new RejectedEvent(
            new byte[] {1}, RejectReason.BAD_TIME, "time: x", new Origin("user-events", 0, 7));
    harness.processElement(new RawEvent(new byte[] {1}, known.origin(), known), 0);

    assertThat(rejected()).containsExactly(known);
  }

  @Test
  void an_erasure_passes_however_old_it_is_and_is_no_event() throws Exception {
    harness.processWatermark(NOON);
    Erasure erasure = new Erasure("u", TOO_LATE - 1);

    harness.processElement(
        new RawEvent(new byte[] {1}, new Origin("user-events", 0, 7), erasure), 0);

    assertThat(harness.extractOutputValues()).containsExactly(erasure);
    assertThat(rejected()).isEmpty();
    assertThat(count(Tally.EVENTS_IN)).isZero();
    assertThat(count(Tally.USERS_ERASED)).isOne();
  }

  private long count(String name) {
    Accumulator<?, ?> counted =
        harness.getEnvironment().getAccumulatorRegistry().getUserMap().get(name);
    return (long) Objects.requireNonNull(counted).getLocalValue();
  }

  private void send(long time) throws Exception {
    Event event =
        new Event(null, "u", "view", time, null, null, Double.NaN, Double.NaN, null, Map.of());
    byte[] bytes = ("raw " + time).getBytes(StandardCharsets.UTF_8);
    harness.processElement(new RawEvent(bytes, new Origin("user-events", 1, time), event), time);
  }

  private List<RejectedEvent> rejected() {
    var records = harness.getSideOutput(Clean.REJECTED);
    return records == null ? List.of() : records.stream().map(StreamRecord::getValue).toList();
  }

  private static OneInputStreamOperatorTestHarness<RawEvent, UserRecord> start(
      @Nullable OperatorSubtaskState state) {
    try {
      OneInputStreamOperatorTestHarness<RawEvent, UserRecord> harness =
          new OneInputStreamOperatorTestHarness<>(
              new ProcessOperator<>(new CleanFunction(LONGEST.toMillis(), Pseudonyms.NONE)));
      harness.setup();
      if (state != null) {
        harness.initializeState(state);
      }
      harness.open();
      return harness;
    } catch (Exception failed) {
      throw new AssertionError("the harness does not start", failed);
    }
  }
}
