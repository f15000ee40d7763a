package io.portrait.aggregate;

import io.portrait.definition.EventCondition;
import io.portrait.definition.Feature;
import io.portrait.definition.Field;
import io.portrait.definition.Window;
import io.portrait.event.Event;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What features that keep the same of the same events have in common: which events, what is kept,
 * and the columns read from it.
 *
 * <p>State belongs to the {@link #identity}, which neither names, positions, windows, {@code keep}
 * nor {@code at} go into, so a definition can change around it.
 */
final class SeriesPlan {

  private static final Output[] NONE = {};

  private final SeriesKind kind;
  private final Set<String> types;
  private final @Nullable Field of;
  private final @Nullable EventCondition where;
  private final CalendarDays calendar;
  private final Layout.Part part;
  private final int[] windows;
  private final Output[][] outputs;
  private final Output[] lifetime;
  private final @Nullable Grid grid;

  private SeriesPlan(
      Feature feature,
      List<Window> distinct,
      int[] windows,
      Output[][] outputs,
      Output[] lifetime,
      @Nullable Grid grid) {
    kind = SeriesKind.of(feature);
    types = Set.copyOf(feature.types());
    of = feature.of();
    where = feature.where();
    calendar = new CalendarDays(feature.zone());
    part = new Layout.Part(FeaturePlan.hash(canonical(feature)), lifetime.length > 0, distinct);
    this.windows = windows;
    this.outputs = outputs;
    this.lifetime = lifetime;
    this.grid = grid;
  }

  /** A series' identity in full. Parts carry their lengths: no two features run into one. */
  static String canonical(Feature feature) {
    StringBuilder text = new StringBuilder();
    SeriesKind kind = SeriesKind.of(feature);
    part(text, kind.name());
    text.append(feature.types().size());
    feature.types().forEach(type -> part(text, type));
    Field of = feature.of();
    part(text, of == null ? "" : of.kind() + " " + of.name());
    part(text, feature.where() == null ? "" : feature.where().source());
    part(text, kind == SeriesKind.DAYS ? feature.zone().getId() : "");
    return text.toString();
  }

  private static void part(StringBuilder text, String part) {
    text.append('|').append(part.length()).append(':').append(part);
  }

  /** Gathers the columns of features with one identity. */
  static final class Builder {

    private final Feature feature;
    private final List<Window> windows = new ArrayList<>();
    private final List<List<Output>> outputs = new ArrayList<>();
    private final List<Output> lifetime = new ArrayList<>();

    Builder(Feature feature) {
      this.feature = feature;
    }

    /**
     * Adds a column over a window.
     *
     * @param column whose it is
     */
    void add(Feature column, Window window, int slot) {
      Window plain = new Window("", window.sizeMillis(), window.hopMillis());
      int at = windows.indexOf(plain);
      if (at < 0) {
        at = 0;
        while (at < windows.size() && windows.get(at).sizeMillis() < plain.sizeMillis()) {
          at++;
        }
        windows.add(at, plain);
        outputs.add(at, new ArrayList<>());
      }
      outputs.get(at).add(Output.of(column, slot));
    }

    /** Adds a column over all time. */
    void add(Feature column, int slot) {
      lifetime.add(Output.of(column, slot));
    }

    /** The distinct windows, shortest first, without labels. */
    List<Window> windows() {
      return windows;
    }

    /**
     * The plan.
     *
     * @param all the windows by which {@link Bounds} numbers them
     * @param grid of {@link #windows()}; null where there is none
     */
    SeriesPlan build(List<Window> all, @Nullable Grid grid) {
      return new SeriesPlan(
          feature,
          windows,
          windows.stream().mapToInt(all::indexOf).toArray(),
          outputs.stream().map(columns -> columns.toArray(NONE)).toArray(Output[][]::new),
          lifetime.toArray(NONE),
          grid);
    }
  }

  SeriesKind kind() {
    return kind;
  }

  long identity() {
    return part.identity();
  }

  /** What of it stands in a value's layout. */
  Layout.Part part() {
    return part;
  }

  /** The gaps of a series that has known nothing before a time, as the first version kept them. */
  @Nullable Gaps gapsBefore(long since) {
    List<Gaps.Gap> gaps = new ArrayList<>();
    for (Window window : part.windows()) {
      gaps.add(new Gaps.Gap(window.sizeMillis(), window.hopMillis(), since));
    }
    if (part.hasLifetime()) {
      gaps.add(new Gaps.Gap(Gaps.LIFETIME, 1, kind.isOfLatestEvent() ? since : Gaps.NEVER));
    }
    return Gaps.of(gaps);
  }

  /** The types it takes; empty means every type. */
  Set<String> types() {
    return types;
  }

  /** Whether an event of one of its types is one of its events. */
  boolean accepts(Event event) {
    return where == null || where.test(event);
  }

  /** The field it takes values from; null where it only takes notice of events. */
  @Nullable Field of() {
    return of;
  }

  /** Whether an event is one of its events and has the field. */
  boolean takes(Event event) {
    boolean isOfType = types.isEmpty() || types.contains(event.type());
    return isOfType && accepts(event) && (of == null || of.isIn(event));
  }

  /** Whether it may look at the text of events. */
  boolean needsText() {
    return (of != null && of.name().equals("text"))
        || (where != null && where.source().contains("text"));
  }

  CalendarDays calendar() {
    return calendar;
  }

  /** How many windows it has. */
  int windows() {
    return windows.length;
  }

  /** The number that {@link Bounds} knows a window by. */
  int window(int index) {
    return windows[index];
  }

  /** The columns of a window. */
  Output[] outputs(int window) {
    return outputs[window];
  }

  /** The columns over all time. */
  Output[] lifetime() {
    return lifetime;
  }

  /** The slots of all columns that are read from it, in the order of the definition. */
  IntStream slots() {
    return Stream.concat(Arrays.stream(lifetime), Arrays.stream(outputs).flatMap(Arrays::stream))
        .mapToInt(Output::slot)
        .sorted();
  }

  boolean hasLifetime() {
    return lifetime.length > 0;
  }

  /** How fine tiles are; null where there is no window. */
  @Nullable Grid grid() {
    return grid;
  }

  /** The earliest time that any window covers, as of the bounds. */
  long oldest(Bounds bounds) {
    long oldest = Long.MAX_VALUE;
    for (int window : windows) {
      oldest = Math.min(oldest, bounds.from(window));
    }
    return oldest;
  }
}
