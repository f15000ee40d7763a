package io.portrait.aggregate;

import io.portrait.aggregate.Explanation.Tile;
import io.portrait.definition.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Gathers the tiles behind one column. A series sets {@link #values} to what a tile alone comes to,
 * then adds the tile.
 */
final class TileList {

  private final Output column;
  private final OptionalLong from;
  private final long first;
  private final long asOf;
  private final long[] ahead;
  private final Values values;
  private final List<Tile> tiles = new ArrayList<>();

  /**
   * No tiles yet.
   *
   * @param from the earliest time that the window covers; empty for a column over all time
   * @param first the user's earliest event
   * @param ahead times of the events that wait for the next tick and are the series'
   * @param values a slot per column
   */
  TileList(Output column, OptionalLong from, long first, long asOf, long[] ahead, Values values) {
    this.column = column;
    this.from = from;
    this.first = first;
    this.asOf = asOf;
    this.ahead = ahead;
    this.values = values;
  }

  /** The one column, for a series to set. */
  Output[] outputs() {
    return new Output[] {column};
  }

  /** Where a series sets it. */
  Values values() {
    return values;
  }

  long asOf() {
    return asOf;
  }

  boolean isLifetime() {
    return from.isEmpty();
  }

  /** Whether the window covers what starts then. */
  boolean covers(long start) {
    return from.isEmpty() || start >= from.getAsLong();
  }

  /** Adds a tile behind those before it. */
  void add(long start, long until, OptionalLong events) {
    int waiting = 0;
    for (long time : ahead) {
      if (time >= start && time < until) {
        waiting++;
      }
    }
    Object object = values.object(column.slot());
    double number = values.number(column.slot());
    Object value = object != null || Double.isNaN(number) ? object : (Object) number;
    tiles.add(new Tile(start, until, value, events, waiting));
    values.clear();
  }

  /** Adds the only tile of a column over all time. */
  void addLifetime(OptionalLong events) {
    add(first, asOf + 1, events);
  }

  List<Tile> tiles() {
    return tiles;
  }
}
