package io.portrait.job.embed;

import io.portrait.event.Erasure;
import io.portrait.event.Event;
import io.portrait.event.UserRecord;
import java.time.Duration;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.streaming.api.datastream.AsyncDataStream.OutputMode;
import org.apache.flink.streaming.api.graph.StreamConfig;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.api.operators.async.AsyncWaitOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;
import org.apache.flink.streaming.runtime.tasks.StreamTask;
import org.apache.flink.streaming.util.retryable.AsyncRetryStrategies;

/**
 * Flink's asynchronous I/O, unordered, with a shortcut. An event whose text is known need not go
 * through the queue, its timer and the mailbox, which together cost more than the rest of a small
 * job.
 *
 * <p>Event time is kept both ways, as Flink keeps it: no event waits until a watermark has passed
 * it, and none passes a watermark that came before it. Which events are late, and so what a tick's
 * row shows, depends on the order of records alone, not on how long a text took. So the shortcut is
 * open only while no watermark waits.
 *
 * <p>An erasure overtakes nobody and nobody overtakes it: it waits for all that is in flight. So
 * what a user did before and after it is told apart by the order of records, whatever their times.
 *
 * <p>Bounded by events and by the characters of their texts: beyond, the source stops.
 */
@SuppressWarnings("NullAway.Init") // Flink calls setup before anything else
final class EmbedOperator extends AsyncWaitOperator<UserRecord, UserRecord> {

  private static final long serialVersionUID = 1;

  /**
   * Events in flight in one task. Most wait for no text but behind a watermark, so there may be
   * many; how many texts wait is bounded by the embedder's queue. Flink makes room for so many
   * between any two watermarks, some ten kilobytes at a time.
   */
  private static final int MOST_EVENTS = 2_048;

  /** Characters of the texts of those events. */
  private static final long MOST_CHARACTERS = 32L << 20;

  private final transient EmbedFunction texts;
  private final transient MailboxExecutor mailbox;
  private transient Output<StreamRecord<UserRecord>> direct;
  private transient InFlight inFlight;

  @SuppressWarnings("unchecked") // to retry nothing is the same for all types
  EmbedOperator(
      EmbedFunction function,
      Duration timeout,
      ProcessingTimeService clock,
      MailboxExecutor mailbox) {
    super(
        function,
        timeout.toMillis(),
        MOST_EVENTS,
        OutputMode.UNORDERED,
        AsyncRetryStrategies.NO_RETRY_STRATEGY,
        clock,
        mailbox);
    texts = function;
    this.mailbox = mailbox;
  }

  @Override
  public void setup(
      StreamTask<?, ?> task, StreamConfig config, Output<StreamRecord<UserRecord>> downstream) {
    direct = downstream;
    inFlight = new InFlight(downstream);
    super.setup(task, config, inFlight);
  }

  @Override
  public void processElement(StreamRecord<UserRecord> element) throws Exception {
    if (element.getValue() instanceof Erasure) {
      while (!inFlight.isEmpty()) {
        mailbox.yield();
      }
      direct.collect(element);
      return;
    }
    if (!inFlight.hasWatermark()) {
      UserRecord known = texts.atOnce(element.getValue());
      if (known != null) {
        direct.collect(element.replace(known));
        return;
      }
    }
    while (inFlight.characters() > MOST_CHARACTERS) {
      mailbox.yield();
    }
    inFlight.enter((Event) element.getValue());
    super.processElement(element);
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    if (inFlight.isEmpty()) {
      direct.emitWatermark(mark);
      return;
    }
    inFlight.enterWatermark();
    super.processWatermark(mark);
  }
}
