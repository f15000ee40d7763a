package io.portrait.aggregate;

import io.portrait.event.Event;
import io.portrait.event.EventCodec;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Events ahead of the next tick, in time order: live values show them, the tick's row must not. */
final class AheadEvents {

  private @Nullable Event[] events = new Event[0];
  private int from;
  private int until;

  boolean isEmpty() {
    return from == until;
  }

  int size() {
    return until - from;
  }

  /** An event by its place, from 0. */
  Event get(int index) {
    Event event = events[from + index];
    if (event == null || index >= size()) {
      throw new IndexOutOfBoundsException(index);
    }
    return event;
  }

  /** Adds an event, behind those of its time. */
  void add(Event event) {
    if (until == events.length) {
      Event[] moved = new Event[Math.max(4, size() * 2)];
      System.arraycopy(events, from, moved, 0, size());
      until = size();
      from = 0;
      events = moved;
    }
    int at = until;
    while (at > from && get(at - from - 1).timeMillis() > event.timeMillis()) {
      at--;
    }
    System.arraycopy(events, at, events, at + 1, until - at);
    events[at] = event;
    until++;
  }

  /** Takes the earliest out. */
  Event poll() {
    Event event = get(0);
    events[from++] = null;
    return event;
  }

  void write(ByteWriter out) throws IOException {
    out.number(size());
    DataOutputStream stream = new DataOutputStream(out);
    for (int i = 0; i < size(); i++) {
      EventCodec.write(get(i), stream);
    }
  }

  void read(ByteReader in) throws IOException {
    int count = in.count(12);
    DataInputStream stream = in.stream();
    events = new Event[count];
    from = 0;
    until = 0;
    for (int i = 0; i < count; i++) {
      add(EventCodec.read(stream));
    }
    if (stream.available() > 0) {
      throw new StateFormatException("more than " + count + " events ahead");
    }
  }
}
