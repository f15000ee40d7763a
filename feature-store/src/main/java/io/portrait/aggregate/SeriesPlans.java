package io.portrait.aggregate;

import io.portrait.definition.Definition;
import io.portrait.definition.Feature;
import io.portrait.definition.Window;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All series of a definition, found by place, by identity, and by the type of an event. */
final class SeriesPlans {

  private final SeriesPlan[] series;
  private final @Nullable TastePlan taste;
  private final List<Window> windows;
  private final Map<Long, Integer> byIdentity = new HashMap<>();
  private final Map<String, int[]> takersByType = new HashMap<>();
  private final int[] takersOfOtherTypes;
  private final int fingerprint;
  private final byte[] layout;
  private final Map<ByteBuffer, Layout> others = new HashMap<>();

  /** Gathers features into series; a column's slot is its place in {@link Definition#columns}. */
  SeriesPlans(Definition definition) {
    Map<String, SeriesPlan.Builder> builders = new LinkedHashMap<>();
    int slot = 0;
    for (Feature feature : definition.features()) {
      SeriesPlan.Builder builder =
          builders.computeIfAbsent(
              SeriesPlan.canonical(feature), identity -> new SeriesPlan.Builder(feature));
      if (feature.windows().isEmpty()) {
        builder.add(feature, slot++);
      }
      for (Window window : feature.windows()) {
        builder.add(feature, window, slot++);
      }
    }
    windows =
        builders.values().stream()
            .flatMap(builder -> builder.windows().stream())
            .distinct()
            .toList();
    Map<List<Window>, Grid> grids = new HashMap<>();
    StringBuilder text = new StringBuilder();
    List<SeriesPlan> plans = new ArrayList<>();
    for (SeriesPlan.Builder builder : builders.values()) {
      SeriesPlan plan = builder.build(windows, grid(builder.windows(), grids));
      if (byIdentity.put(plan.identity(), plans.size()) != null) {
        throw new IllegalArgumentException("two series have the identity " + plan.identity());
      }
      plans.add(plan);
      text.append(plan.identity()).append(plan.hasLifetime()).append(builder.windows());
    }
    series = plans.toArray(SeriesPlan[]::new);
    fingerprint = (int) FeaturePlan.hash(text.toString());
    taste = TastePlan.of(definition);
    List<Layout.Part> parts = new ArrayList<>(plans.stream().map(SeriesPlan::part).toList());
    if (taste != null) {
      parts.add(taste.part());
    }
    layout = new Layout(parts).toBytes();
    for (SeriesPlan plan : plans) {
      for (String type : plan.types()) {
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
   * Where a feature's column is read.
   *
   * @param series place of the series
   * @param window that {@link Bounds} knows by this number; -1 for all time
   */
  record Reading(int series, int window, Output column) {

    boolean isLifetime() {
      return window < 0;
    }
  }

  /**
   * Finds where a column is read.
   *
   * @throws IllegalArgumentException if it is no feature's
   */
  Reading reading(int slot) {
    for (int place = 0; place < series.length; place++) {
      SeriesPlan plan = series[place];
      for (int i = -1; i < plan.windows(); i++) {
        for (Output output : i < 0 ? plan.lifetime() : plan.outputs(i)) {
          if (output.slot() == slot) {
            return new Reading(place, i < 0 ? -1 : plan.window(i), output);
          }
        }
      }
    }
    throw new IllegalArgumentException("column " + slot + " is no feature's");
  }

  /** The distinct windows, in the order in which {@link Bounds} numbers them. */
  List<Window> windows() {
    return windows;
  }

  /** By what the taste is kept, behind the series; null where none is. */
  @Nullable TastePlan taste() {
    return taste;
  }

  /**
   * Whether a value has nothing of the taste that is kept from now on, be it none.
   *
   * @param old what wrote it; null where it was the plan's own layout
   */
  boolean isTasteNewTo(@Nullable Layout old) {
    return old != null && (taste == null || !old.parts().contains(taste.part()));
  }

  /** Whether an identity is the taste's. */
  boolean isTaste(long identity) {
    return taste != null && taste.part().identity() == identity;
  }

  /** The plan's own {@link Layout}, at the head of every value. */
  byte[] layout() {
    return layout;
  }

  /** Reads the layout that is the rest of a part; null where it is the plan's own. */
  @Nullable Layout readLayout(ByteReader in) {
    if (in.rests(layout)) {
      in.skip();
      return null;
    }
    byte[] other = in.rest();
    return others.computeIfAbsent(
        ByteBuffer.wrap(other), unseen -> Layout.read(new ByteReader(other)));
  }

  /** What values of the first version have for a layout. */
  int fingerprint() {
    return fingerprint;
  }

  /** Whether a series may look at the text of events. */
  boolean needsText() {
    return Arrays.stream(series).anyMatch(SeriesPlan::needsText);
  }

  /** A series of each, without events. */
  Series[] newSeries() {
    Series[] fresh = new Series[series.length];
    for (int i = 0; i < fresh.length; i++) {
      fresh[i] = series[i].kind().create(series[i]);
    }
    return fresh;
  }

  /** The places of the series that take events of a type. */
  int[] takers(String type) {
    int[] takers = takersByType.get(type);
    return takers == null ? takersOfOtherTypes : takers;
  }

  /** The place of the series of an identity; -1 where there is none. */
  int place(long identity) {
    Integer place = byIdentity.get(identity);
    return place == null ? -1 : place;
  }
}
