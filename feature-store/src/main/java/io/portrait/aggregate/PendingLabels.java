package io.portrait.aggregate;

import io.portrait.event.Event;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The ticks of a user that wait for their label, and at which of them the user is known to have
 * stayed. As many as there are ticks in a horizon, at most.
 *
 * <p>State: what identifies the plan, then a number a tick. One that was written for another plan
 * is dropped: what it knows of activity is of other events, or of another span.
 */
final class PendingLabels {

  private final @Nullable LabelPlan plan;
  private long[] ticks = new long[0];
  private boolean[] stayed = new boolean[0];
  private int size;

  /**
   * Of no tick.
   *
   * @param plan null where there are no labels
   */
  PendingLabels(@Nullable LabelPlan plan) {
    this.plan = plan;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /**
   * Has a tick wait, the latest so far.
   *
   * @param ahead events that came already, of which those after the tick count
   */
  void open(long tick, AheadEvents ahead) {
    if (plan == null) {
      return;
    }
    if (size == ticks.length) {
      ticks = Arrays.copyOf(ticks, Math.max(4, 2 * size));
      stayed = Arrays.copyOf(stayed, ticks.length);
    }
    ticks[size] = tick;
    stayed[size] = false;
    size++;
    for (int i = 0; i < ahead.size(); i++) {
      mark(plan, ahead.get(i).event(), size - 1);
    }
  }

  /** Takes an event into account that came before the labels it could change have matured. */
  void add(Event event) {
    for (int i = 0; plan != null && i < size; i++) {
      mark(plan, event, i);
    }
  }

  private void mark(LabelPlan plan, Event event, int index) {
    long after = event.timeMillis() - ticks[index];
    if (after > 0 && after <= plan.horizon() && plan.activity().contains(event.type())) {
      stayed[index] = true;
    }
  }

  /** The ticks that wait, and at which of them the user is known to have stayed. */
  Map<Long, Boolean> byTick() {
    Map<Long, Boolean> byTick = new TreeMap<>();
    for (int i = 0; i < size; i++) {
      byTick.put(ticks[i], stayed[i]);
    }
    return byTick;
  }

  /** When the next label matures; {@link Long#MAX_VALUE} where none waits. */
  long due() {
    return plan == null || size == 0 ? Long.MAX_VALUE : ticks[0] + plan.horizon();
  }

  /** Gives the labels that have matured by the watermark to the observer, in tick order. */
  void mature(long watermark, TickObserver observer) {
    int matured = 0;
    while (plan != null && matured < size && ticks[matured] + plan.horizon() <= watermark) {
      observer.matured(ticks[matured], ticks[matured] + plan.horizon(), !stayed[matured]);
      matured++;
    }
    if (matured > 0) {
      size -= matured;
      System.arraycopy(ticks, matured, ticks, 0, size);
      System.arraycopy(stayed, matured, stayed, 0, size);
    }
  }

  /** Writes itself; not where it is empty. */
  void write(ByteWriter out, long latest) {
    int start = out.open();
    if (plan != null) {
      out.fixed(plan.identity());
      long before = latest;
      out.number(size);
      for (int i = 0; i < size; i++) {
        out.signed(ticks[i] - before);
        out.write(stayed[i] ? 1 : 0);
        before = ticks[i];
      }
    }
    out.close(start);
  }

  /** Reads what {@link #write} wrote; false where that was of another plan, and is dropped. */
  boolean read(ByteReader in, long latest) {
    int outer = in.enter();
    boolean isOurs = plan != null && in.fixed() == plan.identity();
    if (isOurs) {
      size = in.count(2);
      ticks = new long[size];
      stayed = new boolean[size];
      long before = latest;
      for (int i = 0; i < size; i++) {
        ticks[i] = before + in.signed();
        stayed[i] = in.read() == 1;
        before = ticks[i];
      }
    } else {
      in.skip();
    }
    in.leave(outer);
    return isOurs;
  }
}
