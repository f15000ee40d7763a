package io.portrait.aggregate;

import io.portrait.definition.Values;
import java.util.Arrays;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A series in tiles: partial results of the events of a stretch of time, as wide as {@link Grid}
 * says, only where there are events, oldest first.
 *
 * <p>A window is read by merging the tiles it covers, all windows in one pass from the newest tile
 * to the oldest. Nothing is ever subtracted, so nothing drifts.
 *
 * <p>Partials lie in arrays of the subclass. The first two slots are none of the tiles': {@link
 * #TOTAL} holds the result of all time, {@link #READING} what is merged while reading.
 */
abstract class TiledSeries extends Series {

  static final int TOTAL = 0;
  static final int READING = 1;
  static final int FIRST = 2;
  private static final int ROOM = 4;

  private long[] starts = new long[FIRST + ROOM];
  private int size = FIRST;
  private boolean hasTotal;

  TiledSeries(SeriesPlan plan) {
    super(plan);
  }

  /** How many slots new arrays have. */
  static int capacity() {
    return FIRST + ROOM;
  }

  /** Makes the arrays of partials so long. */
  abstract void resize(int capacity);

  /** Moves partials. */
  abstract void move(int from, int to, int count);

  /** Makes a partial that of no event. */
  abstract void clear(int slot);

  /** Adds an event to a partial. */
  abstract void put(int slot, long time, double number, @Nullable String text);

  /** Merges partials into one; an empty range changes nothing. */
  abstract void merge(int into, int from, int until);

  /** Sets columns to what a partial comes to. */
  abstract void emit(int slot, Output[] outputs, Values into);

  /** Writes what its partials share. */
  void writeShared(ByteWriter out) {}

  /** Reads it. */
  void readShared(ByteReader in) {}

  /** Writes a partial of the tile that starts then. */
  abstract void writePartial(ByteWriter out, int slot, long start);

  /** Reads it. */
  abstract void readPartial(ByteReader in, int slot, long start);

  /** How many events count in a partial; empty where it does not remember. */
  OptionalLong events(int slot) {
    return OptionalLong.empty();
  }

  final int size() {
    return size;
  }

  @Override
  final boolean isEmpty() {
    return size == FIRST && !hasTotal;
  }

  @Override
  final void add(long time, double number, @Nullable String text, long clock) {
    if (plan().hasLifetime()) {
      if (!hasTotal) {
        clear(TOTAL);
        hasTotal = true;
      }
      put(TOTAL, time, number, text);
    }
    Grid grid = plan().grid();
    if (grid != null) {
      grid.at(clock);
      long start = grid.step(grid.level(time)).floor(time);
      int at = size;
      while (at > FIRST && starts[at - 1] >= start) {
        at--;
      }
      addToTile(at, start, time, number, text);
    }
  }

  /**
   * Adds an event to its tile.
   *
   * @param at where the tile is, or belongs
   */
  void addToTile(int at, long start, long time, double number, @Nullable String text) {
    if (at == size || starts[at] != start) {
      insert(at, start);
    }
    put(at, time, number, text);
  }

  private void insert(int at, long start) {
    if (size == starts.length) {
      int capacity = size + Math.max(ROOM, size / 2);
      starts = Arrays.copyOf(starts, capacity);
      resize(capacity);
    }
    System.arraycopy(starts, at, starts, at + 1, size - at);
    move(at, at + 1, size - at);
    size++;
    starts[at] = start;
    clear(at);
  }

  /** Takes tiles out. */
  final void remove(int from, int until) {
    System.arraycopy(starts, until, starts, from, size - until);
    move(until, from, size - until);
    size -= until - from;
  }

  @Override
  final void evaluate(Bounds bounds, Values into) {
    if (plan().hasLifetime()) {
      if (!hasTotal) {
        clear(TOTAL);
      }
      emit(TOTAL, plan().lifetime(), into);
    }
    clear(READING);
    int begin = size;
    for (int i = 0; i < plan().windows(); i++) {
      int window = plan().window(i);
      long from = bounds.from(window);
      int end = begin;
      if (end < size && starts[end] < from) {
        // A longer window may begin later, where its hop is much finer than the one before it.
        clear(READING);
        end = size;
        begin = size;
      }
      while (begin > FIRST && starts[begin - 1] >= from) {
        begin--;
      }
      merge(READING, begin, end);
      if (begin < size) {
        bounds.covers(window, starts[begin]);
      }
      emit(READING, plan().outputs(i), into);
    }
  }

  @Override
  final void explain(TileList into, long clock) {
    if (into.isLifetime()) {
      if (hasTotal) {
        emit(TOTAL, into.outputs(), into.values());
        into.addLifetime(events(TOTAL));
      }
      return;
    }
    Grid grid = plan().grid();
    if (grid == null) {
      return;
    }
    grid.at(clock);
    for (int slot = FIRST; slot < size; slot++) {
      long start = starts[slot];
      if (into.covers(start)) {
        emit(slot, into.outputs(), into.values());
        into.add(start, start + grid.step(grid.level(start)).millis(), events(slot));
      }
    }
  }

  @Override
  final void compact(Bounds bounds) {
    Grid grid = plan().grid();
    if (grid == null || size == FIRST) {
      return;
    }
    grid.at(bounds.asOf());
    long oldest = plan().oldest(bounds);
    int expired = FIRST;
    while (expired < size && starts[expired] < oldest) {
      expired++;
    }
    int level = grid.levels() - 1;
    int into = FIRST;
    int from = expired;
    for (; from < size; from++) {
      while (level > 0 && starts[from] >= grid.limit(level - 1)) {
        level--;
      }
      if (level == 0) {
        break;
      }
      into = append(into, from, grid.step(level).floor(starts[from]));
    }
    remove(into, from);
  }

  @Override
  final void refit(long clock) {
    hasTotal &= plan().hasLifetime();
    if (!hasTotal && plan().hasLifetime() && size > FIRST) {
      // All time begins with what the windows still hold.
      clear(TOTAL);
      merge(TOTAL, FIRST, size);
      hasTotal = true;
    }
    Grid grid = plan().grid();
    if (grid == null) {
      size = FIRST;
      return;
    }
    grid.at(clock);
    int into = FIRST;
    for (int from = FIRST; from < size; from++) {
      into = append(into, from, grid.step(grid.level(starts[from])).floor(starts[from]));
    }
    remove(into, size);
  }

  /** Puts a tile behind those already laid, or into the last of them; gives where the next goes. */
  private int append(int into, int from, long start) {
    if (into > FIRST && starts[into - 1] == start) {
      merge(into - 1, from, from + 1);
      return into;
    }
    if (into != from) {
      move(from, into, 1);
    }
    starts[into] = start;
    return into + 1;
  }

  @Override
  TiledSeries copy() {
    TiledSeries copy = (TiledSeries) super.copy();
    copy.starts = starts.clone();
    return copy;
  }

  @Override
  final void writeBody(ByteWriter out, long latest, long clock) {
    writeShared(out);
    out.write(hasTotal ? 1 : 0);
    if (hasTotal) {
      writePartial(out, TOTAL, 0);
    }
    Grid grid = plan().grid();
    if (grid != null && size > FIRST) {
      grid.at(clock);
      writeTiles(out, grid, latest);
    }
    out.number(0);
  }

  /** A run of tiles a level: how many, how wide, then each with the distance to the one before. */
  private void writeTiles(ByteWriter out, Grid grid, long latest) {
    int begin = FIRST;
    for (int level = grid.levels() - 1; level >= 0 && begin < size; level--) {
      long limit = level == 0 ? Long.MAX_VALUE : grid.limit(level - 1);
      int end = begin;
      while (end < size && starts[end] < limit) {
        end++;
      }
      if (end > begin) {
        Step step = grid.step(level);
        out.number(end - begin);
        out.width(step.millis());
        for (int slot = begin; slot < end; slot++) {
          long start = starts[slot];
          out.number(
              step.parts(slot == FIRST ? step.floor(latest) - start : start - starts[slot - 1]));
          writePartial(out, slot, start);
        }
        begin = end;
      }
    }
  }

  @Override
  final void readBody(ByteReader in, long latest) {
    readShared(in);
    hasTotal = in.read() != 0;
    if (hasTotal) {
      readPartial(in, TOTAL, 0);
    }
    for (int count = in.count(2); count > 0; count = in.count(2)) {
      readTiles(in, count, in.width(), latest);
    }
  }

  private void readTiles(ByteReader in, int count, long millis, long latest) {
    int end = size + count;
    if (end + ROOM > starts.length) {
      int capacity = end + ROOM + count / 2;
      starts = Arrays.copyOf(starts, capacity);
      resize(capacity);
    }
    Grid grid = plan().grid();
    Step step = grid == null ? new Step(millis) : grid.stepOf(millis);
    for (int slot = size; slot < end; slot++) {
      long distance = in.number() * millis;
      long start = slot == FIRST ? step.floor(latest) - distance : starts[slot - 1] + distance;
      starts[slot] = start;
      readPartial(in, slot, start);
    }
    size = end;
  }
}
