package io.portrait.aggregate;

import io.portrait.event.EmbeddedEvent;
import io.portrait.event.Event;
import io.portrait.event.EventCodec;
import java.io.DataOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Events ahead of the next tick, in time order: live values show them, the tick's row must not.
 *
 * <p>State: the events, and behind them, where there is one to be embedded among them, a number
 * each: 0 where there was nothing to embed, 1 where it could not be, else one more than the
 * coordinates that follow.
 */
final class AheadEvents {

  private static final int NOTHING = 0;
  private static final int MISSED = 1;

  private @Nullable EmbeddedEvent[] events = new EmbeddedEvent[0];
  private int from;
  private int until;

  boolean isEmpty() {
    return from == until;
  }

  int size() {
    return until - from;
  }

  /** An event by its place, from 0. */
  EmbeddedEvent get(int index) {
    EmbeddedEvent event = events[from + index];
    if (event == null || index >= size()) {
      throw new IndexOutOfBoundsException(index);
    }
    return event;
  }

  /** The time of an event by its place. */
  long time(int index) {
    return get(index).event().timeMillis();
  }

  /** Adds an event, behind those of its time. */
  void add(EmbeddedEvent event) {
    if (until == events.length) {
      EmbeddedEvent[] moved = new EmbeddedEvent[Math.max(4, size() * 2)];
      System.arraycopy(events, from, moved, 0, size());
      until = size();
      from = 0;
      events = moved;
    }
    int at = until;
    while (at > from && time(at - from - 1) > event.event().timeMillis()) {
      at--;
    }
    System.arraycopy(events, at, events, at + 1, until - at);
    events[at] = event;
    until++;
  }

  /** Takes the earliest out. */
  EmbeddedEvent poll() {
    EmbeddedEvent event = get(0);
    events[from++] = null;
    return event;
  }

  /** Lets go of the vectors: they were made for another definition. */
  void forgetVectors() {
    for (int i = from; i < until; i++) {
      events[i] = EmbeddedEvent.plain(get(i - from).event());
    }
  }

  void write(ByteWriter out) throws IOException {
    out.number(size());
    DataOutputStream stream = new DataOutputStream(out);
    boolean isEmbedded = false;
    for (int i = 0; i < size(); i++) {
      EventCodec.write(get(i).event(), stream);
      isEmbedded |= get(i).vector() != null || get(i).isMissed();
    }
    for (int i = 0; isEmbedded && i < size(); i++) {
      writeVector(out, get(i));
    }
  }

  private static void writeVector(ByteWriter out, EmbeddedEvent event) {
    float[] vector = event.vector();
    if (vector == null) {
      out.number(event.isMissed() ? MISSED : NOTHING);
      return;
    }
    out.number(MISSED + vector.length);
    for (float coordinate : vector) {
      out.fixed32(Float.floatToRawIntBits(coordinate));
    }
  }

  void read(ByteReader in) throws IOException {
    int count = in.count(12);
    Event[] plain = new Event[count];
    in.read(
        stream -> {
          for (int i = 0; i < count; i++) {
            plain[i] = EventCodec.read(stream);
          }
        });
    boolean isEmbedded = in.hasMore();
    events = new EmbeddedEvent[count];
    from = 0;
    until = 0;
    for (Event event : plain) {
      add(isEmbedded ? readVector(in, event) : EmbeddedEvent.plain(event));
    }
  }

  private static EmbeddedEvent readVector(ByteReader in, Event event) {
    int mark = (int) in.number();
    if (mark == NOTHING) {
      return EmbeddedEvent.plain(event);
    }
    if (mark == MISSED) {
      return EmbeddedEvent.missed(event);
    }
    float[] vector = new float[in.checked(mark - MISSED, Float.BYTES)];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = Float.intBitsToFloat(in.fixed32());
    }
    return new EmbeddedEvent(event, vector, false);
  }
}
