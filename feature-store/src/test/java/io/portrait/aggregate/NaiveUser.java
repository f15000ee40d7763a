package io.portrait.aggregate;

import io.portrait.audit.NaiveFeatures;
import io.portrait.definition.Definition;
import io.portrait.event.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The oracle of one user: keeps every event for good, and looks through all of them each time. */
public final class NaiveUser {

  private final Definition definition;
  private final Map<String, List<Long>> acceptedIds = new HashMap<>();
  private final List<Arrival> arrivals = new ArrayList<>();
  private long observedUntil = Long.MIN_VALUE;

  private record Arrival(Event event, long watermark) {}

  /** What an observation tick shows, and the events it shows. */
  public record Row(long tick, List<Event> of, Map<String, @Nullable Object> columns) {

    public long events() {
      return of.size();
    }
  }

  public NaiveUser(Definition definition) {
    this.definition = definition;
  }

  /** Takes an event that came when the watermark stood there; false: a duplicate. */
  public boolean add(Event event, long watermark) {
    String id = event.eventId();
    if (id != null) {
      List<Long> times = acceptedIds.computeIfAbsent(id, unseen -> new ArrayList<>());
      long within = definition.events().deduplicateWithin().toMillis();
      if (times.stream().anyMatch(time -> Math.abs(time - event.timeMillis()) <= within)) {
        return false;
      }
      times.add(event.timeMillis());
    }
    arrivals.add(new Arrival(event, watermark));
    return true;
  }

  /** The accepted events. */
  public List<Event> events() {
    return arrivals.stream().map(Arrival::event).toList();
  }

  /** Every column as of a time. */
  public Map<String, @Nullable Object> evaluate(long asOf) {
    return NaiveFeatures.evaluate(definition, events(), asOf);
  }

  /**
   * The rows of the ticks that the watermark has passed since the last call. After retention there
   * is no user who could be active.
   */
  public List<Row> observe(long watermark) {
    List<Row> rows = new ArrayList<>();
    if (arrivals.isEmpty() || watermark == Long.MIN_VALUE) {
      return rows;
    }
    long every = definition.observations().every().toMillis();
    long first = events().stream().mapToLong(Event::timeMillis).min().orElseThrow();
    long from = Math.max(first, observedUntil == Long.MIN_VALUE ? first : observedUntil + 1);
    for (long tick = -Math.floorDiv(-from, every) * every; tick <= watermark; tick += every) {
      row(tick, rows);
    }
    observedUntil = Math.max(observedUntil, watermark);
    return rows;
  }

  private void row(long tick, List<Row> rows) {
    List<Event> inTime =
        arrivals.stream()
            .filter(arrival -> arrival.watermark < tick && arrival.event.timeMillis() <= tick)
            .map(Arrival::event)
            .toList();
    long oldest =
        tick
            - Math.min(
                definition.observations().activeWithin().toMillis(),
                definition.retention().toMillis());
    if (inTime.stream().anyMatch(event -> event.timeMillis() >= oldest)) {
      rows.add(new Row(tick, inTime, NaiveFeatures.evaluate(definition, inTime, tick)));
    }
  }
}
