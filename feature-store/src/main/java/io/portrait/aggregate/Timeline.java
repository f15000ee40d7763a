package io.portrait.aggregate;

import io.portrait.definition.Values;
import io.portrait.event.EmbeddedEvent;
import io.portrait.event.Event;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A user's events around the next observation tick: those up to it, settled, and those ahead of it.
 *
 * <p>A tick's row is the user's events up to the tick that came before the watermark passed it. So
 * what comes early waits ahead until its tick is next; the live view, which shows everything, is
 * the settled summary with the waiting events added. It is kept while in memory, so that an event
 * costs the same however many wait.
 */
final class Timeline {

  private final FeaturePlan plan;
  private final Summary settled;
  private final AheadEvents ahead = new AheadEvents();
  private final PendingLabels labels;
  private @Nullable Summary withAhead;

  /**
   * Every tick before it has been observed, or the user was not active. The settled events are not
   * after it. {@link EventTime#UNKNOWN} until the first watermark: then all events are ahead.
   */
  private long nextTick = EventTime.UNKNOWN;

  Timeline(FeaturePlan plan) {
    this.plan = plan;
    settled = new Summary(plan);
    labels = new PendingLabels(plan.labels());
  }

  /** The ticks that wait for their label. */
  PendingLabels labels() {
    return labels;
  }

  int eventsAhead() {
    return ahead.size();
  }

  long events() {
    return settled.events() + ahead.size();
  }

  long first() {
    if (ahead.isEmpty()) {
      return settled.first();
    }
    long first = ahead.time(0);
    return settled.events() == 0 ? first : Math.min(first, settled.first());
  }

  long latest() {
    return ahead.isEmpty() ? settled.latest() : ahead.time(ahead.size() - 1);
  }

  /** Everything, for the live row. */
  Summary live() {
    if (ahead.isEmpty()) {
      return settled;
    }
    Summary live = withAhead;
    if (live == null) {
      live = settled.copy();
      for (int i = 0; i < ahead.size(); i++) {
        live.add(ahead.get(i));
      }
      withAhead = live;
    }
    return live;
  }

  /** The tiles behind a feature's column of the live row. */
  Explanation explain(int slot, long asOf) {
    List<Event> waiting = new ArrayList<>();
    for (int i = 0; i < ahead.size(); i++) {
      waiting.add(ahead.get(i).event());
    }
    OptionalLong tick =
        nextTick == EventTime.UNKNOWN ? OptionalLong.empty() : OptionalLong.of(nextTick);
    return live().explain(slot, asOf, waiting, tick);
  }

  /**
   * Adds an event that came when the watermark stood there. No tick up to the watermark is due.
   *
   * @param watermark {@link EventTime#known}
   */
  void add(EmbeddedEvent embedded, long watermark) {
    pass(watermark);
    labels.add(embedded.event());
    Summary live = withAhead;
    if (live != null) {
      live.add(embedded);
    }
    if (embedded.event().timeMillis() <= nextTick) {
      settled.add(embedded);
    } else {
      ahead.add(plan.lean(embedded));
    }
  }

  /** The first tick not yet observed at which the user is active; MAX_VALUE if there is none. */
  long dueTick() {
    Ticks ticks = plan.ticks();
    if (settled.events() > 0 && ticks.isActive(settled.latest(), nextTick)) {
      return nextTick;
    }
    for (int i = 0; i < ahead.size(); i++) {
      long time = ahead.time(i);
      long tick = ticks.from(time);
      if (ticks.isActive(time, tick)) {
        return tick;
      }
    }
    return Long.MAX_VALUE;
  }

  /** Until when the live row's taste is partial; {@link Long#MIN_VALUE} where it is not. */
  long tastePartialUntil() {
    return live().tastePartialUntil();
  }

  /** Tells of the columns that do not know yet all they cover as of a time. */
  void partial(long asOf, PartialColumns columns) {
    if (settled.hasGaps()) {
      live().partial(asOf, columns);
    }
  }

  /** Gives the due ticks and labels up to the watermark to the observer. */
  void observe(long watermark, TickObserver observer) {
    for (long tick = dueTick(); tick <= watermark; tick = dueTick()) {
      settle(tick);
      Values values = new Values(plan.columns());
      settled.evaluate(tick, values);
      settled.evaluateTaste(values);
      observer.observed(tick, values, settled.events());
      labels.open(tick, ahead);
      settle(tick + plan.ticks().every());
    }
    pass(watermark);
    labels.mature(watermark, observer);
  }

  /** Passes the ticks up to the watermark, of which none is due. */
  private void pass(long watermark) {
    if (watermark != EventTime.UNKNOWN && nextTick <= watermark) {
      settle(plan.ticks().after(watermark));
    }
  }

  private void settle(long tick) {
    nextTick = tick;
    while (!ahead.isEmpty() && ahead.time(0) <= tick) {
      settled.add(ahead.poll());
    }
    if (ahead.isEmpty()) {
      withAhead = null;
    }
  }

  /**
   * Writes itself.
   *
   * @param evaluatedAt the time of the latest live row: later ones will not look further back
   */
  void write(ByteWriter out, long evaluatedAt) throws IOException {
    if (settled.events() > 0) {
      settled.compact(Math.min(Math.max(settled.latest(), evaluatedAt), nextTick));
    }
    settled.write(out);
    out.signed(nextTick - settled.latest());
    int start = out.open();
    if (!ahead.isEmpty()) {
      ahead.write(out);
    }
    out.close(start);
  }

  /** Measures what {@link #write} writes. */
  void measure(StateParts parts) {
    settled.measure(parts);
    if (!ahead.isEmpty()) {
      parts.add(StatePart.AHEAD, ahead::write);
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param old what wrote it; null where it was the plan's own layout
   */
  void read(ByteReader in, @Nullable Layout old) throws IOException {
    settled.read(in, old);
    readAhead(in);
    if (plan.series().isTasteNewTo(old)) {
      ahead.forgetVectors();
      settled.knowsNoTasteUntil(latest());
    }
  }

  /** Reads what the first version wrote: {@link Summary#readFirstVersion}. */
  void readFirstVersion(ByteReader in, boolean isSamePlan) throws IOException {
    settled.readFirstVersion(in, isSamePlan);
    readAhead(in);
    settled.knowsNoTasteUntil(latest());
  }

  private void readAhead(ByteReader in) throws IOException {
    nextTick = settled.latest() + in.signed();
    if (nextTick != EventTime.UNKNOWN) {
      nextTick = plan.ticks().from(nextTick);
    }
    int outer = in.enter();
    if (in.hasMore()) {
      ahead.read(in);
    }
    in.leave(outer);
    if (settled.events() > 0 && nextTick < settled.latest()) {
      throw new StateFormatException("tick " + nextTick + " before " + settled.latest());
    }
    settle(nextTick);
  }
}
