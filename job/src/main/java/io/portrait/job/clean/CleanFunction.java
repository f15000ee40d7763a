package io.portrait.job.clean;

import io.portrait.event.Erasure;
import io.portrait.event.Event;
import io.portrait.event.Heartbeat;
import io.portrait.event.Pseudonyms;
import io.portrait.event.RejectReason;
import io.portrait.event.RejectedEvent;
import io.portrait.event.UserRecord;
import io.portrait.job.Tally;
import io.portrait.job.WatermarkFloor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Counts every record once, hands erasures on, and rejects, of those that parsed, the ones too late
 * for any window. Lateness is judged by the watermark of the source task, the newest there is; what
 * passes here passes everywhere downstream, where watermarks are older.
 */
@SuppressWarnings("NullAway.Init") // Flink calls initializeState before anything else
final class CleanFunction extends ProcessFunction<RawEvent, UserRecord>
    implements CheckpointedFunction {

  private static final long serialVersionUID = 1;

  private final long longestWindowMillis;
  private final Pseudonyms pseudonyms;
  private transient WatermarkFloor floor;
  private transient long watermark;
  private transient Tally tally;
  private transient Tally.Count in;
  private transient Tally.Count erasures;

  /**
   * A step.
   *
   * @param pseudonyms by which rejected records are sealed: with them leaves what the source knows
   */
  CleanFunction(long longestWindowMillis, Pseudonyms pseudonyms) {
    this.longestWindowMillis = longestWindowMillis;
    this.pseudonyms = pseudonyms;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    List<String> names = new ArrayList<>(List.of(Tally.EVENTS_IN, Tally.USERS_ERASED));
    for (RejectReason reason : RejectReason.values()) {
      names.add(Tally.EVENTS_REJECTED + reason.label());
    }
    // Only where users are remembered is it known who was erased.
    names.remove(Tally.EVENTS_REJECTED + RejectReason.ERASED.label());
    floor = new WatermarkFloor(context.getOperatorStateStore());
    watermark = floor.atLeast(Long.MIN_VALUE);
    tally = new Tally(context.getOperatorStateStore(), getRuntimeContext(), names);
    in = tally.of(Tally.EVENTS_IN);
    erasures = tally.of(Tally.USERS_ERASED);
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    tally.snapshot();
    floor.snapshot(watermark);
  }

  @Override
  public void processElement(RawEvent record, Context context, Collector<UserRecord> out) {
    if (record.parsed() instanceof Heartbeat) {
      return;
    }
    if (record.parsed() instanceof Erasure erasure) {
      // However old it is: it is about all that came before.
      erasures.add(1);
      out.collect(erasure);
      return;
    }
    in.add(1);
    if (record.parsed() instanceof RejectedEvent known) {
      reject(known, context);
    } else if (record.parsed() instanceof Event event) {
      watermark = floor.atLeast(context.timerService().currentWatermark());
      // The first watermark is the least long: nothing is behind it.
      if (watermark > Long.MIN_VALUE + longestWindowMillis
          && event.timeMillis() < watermark - longestWindowMillis) {
        reject(tooLate(record, event), context);
      } else {
        out.collect(event);
      }
    }
  }

  private RejectedEvent tooLate(RawEvent record, Event event) {
    String detail =
        "time: %s is behind the watermark %s by more than the longest window"
            .formatted(Instant.ofEpochMilli(event.timeMillis()), Instant.ofEpochMilli(watermark));
    return new RejectedEvent(record.bytes(), RejectReason.TOO_LATE, detail, record.origin());
  }

  private void reject(RejectedEvent event, Context context) {
    tally.of(Tally.EVENTS_REJECTED + event.reason().label()).add(1);
    context.output(Clean.REJECTED, pseudonyms.seal(event));
  }
}
