package io.portrait.cli.feed;

import io.portrait.event.Event;
import io.portrait.event.EventParser;
import io.portrait.event.EventRules;
import io.portrait.event.Origin;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The records of a source up to a time, and what has to be known about them before a job goes on
 * from them.
 */
public final class History implements RecordSource {

  private static final Origin NOWHERE = new Origin("", 0, 0);

  private final RecordSource source;
  private final EventParser parser;
  private final long until;
  private long withoutId;
  private long leftOut;
  private long time = Long.MIN_VALUE;
  private long latest = Long.MIN_VALUE;

  /**
   * @param until event time, epoch milliseconds: events at it and later are left out
   */
  public History(RecordSource source, EventRules rules, long until) {
    this.source = source;
    this.until = until;
    parser = new EventParser(rules);
  }

  /** Events without an id: copies of them in a topic would count again. */
  public long withoutId() {
    return withoutId;
  }

  /** Records left out because they are not before the time. */
  public long leftOut() {
    return leftOut;
  }

  /**
   * The time of the latest event, epoch milliseconds; {@link Long#MIN_VALUE} where there is none.
   */
  public long latest() {
    return latest;
  }

  @Override
  public String name() {
    return source.name();
  }

  @Override
  public byte @Nullable [] next() throws IOException, InterruptedException {
    for (byte[] record = source.next(); record != null; record = source.next()) {
      if (parser.parse(record, NOWHERE, System.currentTimeMillis()) instanceof Event event) {
        time = event.timeMillis();
        if (time < until) {
          latest = Math.max(latest, time);
          withoutId += event.eventId() == null ? 1 : 0;
        }
      }
      // What is no event belongs to the event before it.
      if (time < until) {
        return record;
      }
      leftOut++;
    }
    return null;
  }

  @Override
  public void stop() {
    source.stop();
  }

  @Override
  public double progress() {
    return source.progress();
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
