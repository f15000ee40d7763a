package io.portrait.definition;

import java.time.ZoneId;
import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * One feature: which events, how summed up, over which windows.
 *
 * @param name {@code views}; a window's label is appended for its column
 * @param types the event types it takes; empty means every type
 * @param aggregate how
 * @param of what it aggregates; null exactly where the aggregate needs none
 * @param windows empty means one lifetime column named like the feature
 * @param where which events of those types; null means all
 * @param zone whose calendar days count for {@link Aggregate#DAYS_ACTIVE}
 * @param keep how many texts {@link Aggregate#TOP} lists at most, 1 to {@link #MOST_KEPT}; 0 for
 *     every other aggregate
 * @param at the share of {@link Aggregate#QUANTILE}, 0 to 1; NaN for every other aggregate
 */
public record Feature(
    String name,
    SortedSet<String> types,
    Aggregate aggregate,
    @Nullable Field of,
    List<Window> windows,
    @Nullable EventCondition where,
    ZoneId zone,
    int keep,
    double at) {

  /** The most texts that {@link Aggregate#TOP} lists. */
  public static final int MOST_KEPT = 100;

  /** How many it lists where the file does not say. */
  public static final int KEPT_BY_DEFAULT = 5;

  public Feature {
    if (aggregate.needsField() != (of != null)) {
      throw new IllegalArgumentException(aggregate.label() + " and `of` do not go together");
    }
    if (aggregate == Aggregate.TOP ? keep < 1 || keep > MOST_KEPT : keep != 0) {
      throw new IllegalArgumentException(aggregate.label() + " of the " + keep + " most frequent");
    }
    if (aggregate == Aggregate.QUANTILE ? !(at >= 0 && at <= 1) : !Double.isNaN(at)) {
      throw new IllegalArgumentException(aggregate.label() + " at " + at);
    }
    windows = List.copyOf(windows);
  }

  /** A feature that says neither {@code keep} nor {@code at}. */
  public Feature(
      String name,
      SortedSet<String> types,
      Aggregate aggregate,
      @Nullable Field of,
      List<Window> windows,
      @Nullable EventCondition where,
      ZoneId zone) {
    this(
        name,
        types,
        aggregate,
        of,
        windows,
        where,
        zone,
        aggregate == Aggregate.TOP ? KEPT_BY_DEFAULT : 0,
        Double.NaN);
  }

  /** The name of the column of one window. */
  public String column(Window window) {
    return name + "_" + window.label();
  }

  /** The names of its columns, in the order of its windows; its own name where there are none. */
  public List<String> columns() {
    return windows.isEmpty() ? List.of(name) : windows.stream().map(this::column).toList();
  }

  /** What the feature's columns hold. */
  public ColumnType columnType() {
    return aggregate.columnType(of);
  }

  /** What the feature's numbers count. */
  public String unit() {
    return switch (aggregate) {
      case COUNT -> "events";
      case RECENCY, DAYS_ACTIVE -> "days";
      default -> of == null ? "" : of.name();
    };
  }
}
