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
 */
public record Feature(
    String name,
    SortedSet<String> types,
    Aggregate aggregate,
    @Nullable Field of,
    List<Window> windows,
    @Nullable EventCondition where,
    ZoneId zone) {

  public Feature {
    if (aggregate.needsField() != (of != null)) {
      throw new IllegalArgumentException(aggregate.label() + " and `of` do not go together");
    }
    windows = List.copyOf(windows);
  }

  /** The name of the column of one window. */
  public String column(Window window) {
    return name + "_" + window.label();
  }

  /** What the feature's columns hold. */
  public ColumnType columnType() {
    return switch (aggregate) {
      case COUNT, DAYS_ACTIVE -> ColumnType.LONG;
      case SUM, MEAN, MIN, MAX, STDDEV, RECENCY -> ColumnType.DOUBLE;
      case FIRST, LAST ->
          of != null && of.kind() == Field.Kind.TEXT ? ColumnType.STRING : ColumnType.DOUBLE;
    };
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
