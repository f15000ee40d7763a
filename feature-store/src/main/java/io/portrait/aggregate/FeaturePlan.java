package io.portrait.aggregate;

import io.portrait.definition.Definition;
import io.portrait.definition.Feature;
import io.portrait.definition.Values;
import io.portrait.definition.Window;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.datasketches.hash.MurmurHash3;
import org.jspecify.annotations.Nullable;

/**
 * A definition compiled for the hot path: which series there are, which columns are read from them,
 * which event types each takes. One per operator instance, for one thread, as are the states it
 * makes.
 */
public final class FeaturePlan {

  private static final int ID_SEED = 9001;

  private final int columns;
  private final int tenureSlot;
  private final long longestWindow;
  private final long deduplicateWithin;
  private final long retention;
  private final Ticks ticks;
  private final SeriesPlan[] series;
  private final Map<Long, Integer> byIdentity = new HashMap<>();
  private final Map<String, int[]> takersByType = new HashMap<>();
  private final int[] takersOfOtherTypes;
  private final int fingerprint;

  private final Bounds readingBounds;
  private final Bounds compactingBounds;
  private final ByteWriter writer = new ByteWriter();
  private final Values scratch;

  private FeaturePlan(Definition definition) {
    columns = definition.columns().size();
    longestWindow = definition.longestWindowMillis();
    deduplicateWithin = definition.events().deduplicateWithin().toMillis();
    retention = definition.retention().toMillis();
    ticks = Ticks.of(definition);
    scratch = new Values(columns);

    Map<String, SeriesPlan.Builder> builders = new LinkedHashMap<>();
    int slot = 0;
    for (Feature feature : definition.features()) {
      SeriesPlan.Builder builder =
          builders.computeIfAbsent(
              SeriesPlan.canonical(feature), identity -> new SeriesPlan.Builder(feature));
      if (feature.windows().isEmpty()) {
        builder.add(feature.aggregate(), slot++);
      }
      for (Window window : feature.windows()) {
        builder.add(feature.aggregate(), window, slot++);
      }
    }
    tenureSlot = slot;

    List<Window> windows =
        builders.values().stream()
            .flatMap(builder -> builder.windows().stream())
            .distinct()
            .toList();
    readingBounds = new Bounds(windows);
    compactingBounds = new Bounds(windows);
    Map<List<Window>, Grid> grids = new HashMap<>();
    series =
        builders.values().stream()
            .map(builder -> builder.build(windows, grid(builder.windows(), grids)))
            .toArray(SeriesPlan[]::new);
    StringBuilder layout = new StringBuilder();
    int place = 0;
    for (SeriesPlan.Builder builder : builders.values()) {
      byIdentity.put(series[place].identity(), place);
      layout.append(series[place].identity()).append(series[place].hasLifetime());
      layout.append(builder.windows());
      place++;
    }
    fingerprint = (int) hash(layout.toString());
    for (SeriesPlan each : series) {
      for (String type : each.types()) {
        takersByType.computeIfAbsent(type, this::takersOf);
      }
    }
    takersOfOtherTypes = takersOf(null);
  }

  private static @Nullable Grid grid(List<Window> windows, Map<List<Window>, Grid> grids) {
    return windows.isEmpty() ? null : grids.computeIfAbsent(List.copyOf(windows), Grid::new);
  }

  private int[] takersOf(@Nullable String type) {
    List<Integer> takers = new ArrayList<>();
    for (int i = 0; i < series.length; i++) {
      if (series[i].types().isEmpty() || (type != null && series[i].types().contains(type))) {
        takers.add(i);
      }
    }
    return takers.stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * Compiles a definition.
   *
   * @throws ArithmeticException if a duration in it exceeds 292 million years
   */
  public static FeaturePlan of(Definition definition) {
    return new FeaturePlan(definition);
  }

  /** How many columns there are, derived ones included: the size {@code Values} must have. */
  public int columns() {
    return columns;
  }

  /**
   * Whether an event is further behind the watermark than the longest window reaches, or so long
   * before 1970 (36 million years) that it is no time at all.
   *
   * @param watermark any; {@link Long#MIN_VALUE} before there is one
   */
  public boolean isTooLate(long timeMillis, long watermark) {
    long known = EventTime.known(watermark);
    return timeMillis < -EventTime.LIMIT
        || (known != EventTime.UNKNOWN && known - timeMillis > longestWindow);
  }

  /** Someone of whom nothing is known yet. */
  public UserState newUser() {
    return new UserState(this);
  }

  /**
   * Reads what {@link UserState#encode} wrote, be it under another definition.
   *
   * @throws StateFormatException if the bytes are of an unknown version, or damaged
   */
  public UserState decode(byte[] bytes) {
    UserState state = new UserState(this);
    state.read(new ByteReader(bytes));
    return state;
  }

  /** A hash to know texts by, the same in every version. */
  static long hash(String text) {
    return MurmurHash3.hash(text.getBytes(StandardCharsets.UTF_8), ID_SEED)[0];
  }

  Series[] newSeries() {
    Series[] fresh = new Series[series.length];
    for (int i = 0; i < fresh.length; i++) {
      fresh[i] = series[i].kind().create(series[i]);
    }
    return fresh;
  }

  /** The series that take events of a type. */
  int[] takers(String type) {
    int[] takers = takersByType.get(type);
    return takers == null ? takersOfOtherTypes : takers;
  }

  /**
   * The series of an identity; -1 where there is none.
   *
   * @param guess where it is if nothing has changed
   */
  int seriesOf(long identity, int guess) {
    if (guess < series.length && series[guess].identity() == identity) {
      return guess;
    }
    Integer place = byIdentity.get(identity);
    return place == null ? -1 : place;
  }

  /** Changes with the series and their windows; stands in state. */
  int fingerprint() {
    return fingerprint;
  }

  int tenureSlot() {
    return tenureSlot;
  }

  long longestWindow() {
    return longestWindow;
  }

  long deduplicateWithin() {
    return deduplicateWithin;
  }

  long retention() {
    return retention;
  }

  Ticks ticks() {
    return ticks;
  }

  /** For whoever reads values, to be moved to the time first. */
  Bounds readingBounds() {
    return readingBounds;
  }

  /** For whoever lays out tiles, to be moved to the clock first. */
  Bounds compactingBounds() {
    return compactingBounds;
  }

  /** A buffer, to be cleared first. */
  ByteWriter writer() {
    return writer;
  }

  /** Values that nobody reads. */
  Values scratch() {
    return scratch;
  }
}
