package io.portrait.aggregate;

import io.portrait.definition.Values;
import io.portrait.event.EmbeddedEvent;
import io.portrait.event.Event;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What some of a user's events come to: how many, from when to when, and every series of them. */
final class Summary {

  /** How many events tiles may pile up for before they are merged, where nobody writes them. */
  private static final int COMPACT_EVERY = 256;

  private final FeaturePlan plan;
  private final Series[] series;
  private final @Nullable Taste taste;
  private long events;
  private long first;
  private long latest;

  /** The time at which tiles were last laid out; never after a time still to be evaluated. */
  private long clock;

  private int sinceCompacted;

  /** Of no event. */
  Summary(FeaturePlan plan) {
    this.plan = plan;
    series = plan.series().newSeries();
    TastePlan tastes = plan.series().taste();
    taste = tastes == null ? null : new Taste(tastes);
  }

  private Summary(Summary other) {
    plan = other.plan;
    series = new Series[other.series.length];
    for (int i = 0; i < series.length; i++) {
      series[i] = other.series[i].copy();
    }
    taste = other.taste == null ? null : other.taste.copy();
    events = other.events;
    first = other.first;
    latest = other.latest;
    clock = other.clock;
  }

  Summary copy() {
    return new Summary(this);
  }

  long events() {
    return events;
  }

  /** Time of the earliest event; means nothing where there is none. */
  long first() {
    return first;
  }

  /** Time of the latest event; means nothing where there is none. */
  long latest() {
    return latest;
  }

  void add(EmbeddedEvent embedded) {
    Event event = embedded.event();
    long time = event.timeMillis();
    if (events == 0) {
      first = time;
      latest = time;
      clock = time;
    } else {
      first = Math.min(first, time);
      latest = Math.max(latest, time);
    }
    events++;
    for (int index : plan.series().takers(event.type())) {
      Series taker = series[index];
      if (taker.plan().accepts(event)) {
        taker.add(event, clock);
      }
    }
    if (taste != null) {
      taste.add(embedded);
    }
    if (++sinceCompacted == COMPACT_EVERY) {
      compact(latest);
    }
  }

  /** Sets the columns; gives the first time after {@code asOf} at which something leaves. */
  long evaluate(long asOf, Values into) {
    Bounds bounds = plan.readingBounds();
    bounds.at(asOf);
    for (Series each : series) {
      each.evaluate(bounds, into);
    }
    into.set(plan.tenureSlot(), events == 0 ? Double.NaN : (asOf - first) / EventTime.DAY);
    return bounds.leaves();
  }

  /** Sets the taste vector. */
  void evaluateTaste(Values into) {
    if (taste != null) {
      taste.evaluate(into);
    }
  }

  /** Says that no taste was kept of the events up to a time. */
  void knowsNoTasteUntil(long time) {
    if (taste != null) {
      taste.knowsNothingUntil(time);
    }
  }

  /** Until when the taste is partial; {@link Long#MIN_VALUE} where it is not. */
  long tastePartialUntil() {
    return taste == null ? Long.MIN_VALUE : taste.partialUntil();
  }

  /**
   * The tiles behind a feature's column.
   *
   * @param ahead which of the events are ahead of the tick
   */
  Explanation explain(int slot, long asOf, List<Event> ahead, OptionalLong tick) {
    SeriesPlans.Reading reading = plan.series().reading(slot);
    Series read = series[reading.series()];
    Bounds bounds = plan.readingBounds();
    bounds.at(asOf);
    OptionalLong from =
        reading.isLifetime()
            ? OptionalLong.empty()
            : OptionalLong.of(bounds.from(reading.window()));
    long[] times = ahead.stream().filter(read.plan()::takes).mapToLong(Event::timeMillis).toArray();
    TileList tiles =
        new TileList(reading.column(), from, first, asOf, times, new Values(plan.columns()));
    read.explain(tiles, clock);
    OptionalLong[] partialUntil = {OptionalLong.empty()};
    read.partial(
        asOf,
        (column, until) -> {
          if (column == slot) {
            partialUntil[0] = OptionalLong.of(until);
          }
        });
    return new Explanation(asOf, from, tiles.tiles(), partialUntil[0], tick);
  }

  /** Lays tiles out for a later clock. */
  void compact(long newClock) {
    clock = Math.max(clock, newClock);
    Bounds bounds = plan.compactingBounds();
    bounds.at(clock);
    for (Series each : series) {
      each.compact(bounds);
      each.closeGaps(clock);
    }
    sinceCompacted = 0;
  }

  /** Whether there may be columns that {@link #partial} tells of. */
  boolean hasGaps() {
    for (Series each : series) {
      if (each.gaps() != null) {
        return true;
      }
    }
    return false;
  }

  /** Tells of the columns that do not know yet all they cover as of a time. */
  void partial(long asOf, PartialColumns columns) {
    for (Series each : series) {
      each.partial(asOf, columns);
    }
  }

  /** Writes itself; compacted before. */
  void write(ByteWriter out) {
    out.number(events);
    if (events > 0) {
      out.signed(latest);
      out.number(latest - first);
      out.signed(clock - latest);
    }
    for (Series each : series) {
      each.write(out, latest, clock);
    }
    if (taste != null) {
      taste.write(out, latest);
    }
  }

  /** Measures what {@link #write} writes for each series, and for the taste. */
  void measure(StateParts parts) {
    for (Series each : series) {
      List<String> columns = each.plan().slots().mapToObj(plan::column).toList();
      parts.add(StatePart.FEATURES, columns, out -> each.write(out, latest, clock));
    }
    if (taste != null) {
      parts.add(StatePart.TASTE, out -> taste.write(out, latest));
    }
  }

  /**
   * Reads what {@link #write} wrote. Series that the plan does not have are passed over; one that
   * was not written starts empty, and knows what it missed.
   *
   * @param old what wrote it; null where it was the plan's own layout
   */
  void read(ByteReader in, @Nullable Layout old) {
    readHead(in);
    if (old == null) {
      for (Series each : series) {
        readSection(in, each::read);
      }
      if (taste != null) {
        readSection(in, taste::read);
      }
      return;
    }
    Layout.@Nullable Part[] from = new Layout.Part[series.length];
    for (Layout.Part part : old.parts()) {
      int place = plan.series().place(part.identity());
      if (place >= 0) {
        from[place] = part;
        readSection(in, series[place]::read);
      } else if (taste != null && plan.series().isTaste(part.identity())) {
        readSection(in, taste::read);
      } else {
        readSection(in, (section, time) -> section.skip());
      }
    }
    takeOver(from);
  }

  /** Reads a section, given the user's latest event. */
  private interface SectionReader {
    void read(ByteReader in, long latest);
  }

  private void readSection(ByteReader in, SectionReader reader) {
    int outer = in.enter();
    reader.read(in, latest);
    in.leave(outer);
  }

  /**
   * Reads what the first version wrote, each section under its identity.
   *
   * @param isSamePlan whether the plan that wrote it had the same series and windows; of another
   *     one nothing more is known
   */
  void readFirstVersion(ByteReader in, boolean isSamePlan) {
    readHead(in);
    Layout.@Nullable Part[] from = new Layout.Part[series.length];
    for (int sections = in.count(9); sections > 0; sections--) {
      long identity = in.fixed();
      int place = plan.series().place(identity);
      if (place < 0) {
        readSection(in, (section, time) -> section.skip());
      } else {
        readSection(in, series[place]::readFirstVersion);
        from[place] = new Layout.Part(identity, false, List.of());
      }
    }
    if (!isSamePlan) {
      takeOver(from);
    }
  }

  private void readHead(ByteReader in) {
    events = in.number();
    if (events < 0) {
      throw new StateFormatException("events " + events);
    }
    if (events > 0) {
      latest = in.signed();
      first = latest - in.number();
      clock = latest + in.signed();
    }
  }

  private void takeOver(Layout.@Nullable Part[] from) {
    if (events > 0) {
      Past past = new Past(first, latest, clock);
      for (int i = 0; i < series.length; i++) {
        series[i].takeOver(from[i], past);
      }
    }
  }
}
