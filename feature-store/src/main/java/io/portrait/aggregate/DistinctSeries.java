package io.portrait.aggregate;

import io.portrait.definition.Values;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How many different values.
 *
 * <p>A value is kept only in the newest tile in which it occurs: whatever covers an older one
 * covers that one too. So a window's value is the sum of its tiles' sizes, and a value costs its 8
 * bytes once, however often it comes back.
 *
 * <p>Exact while the tiles hold at most {@link #MOST_EXACT} values. With one more they become
 * {@link Registers} of a HyperLogLog until all have expired: relative standard error 1.6 % for each
 * window ({@link DistinctReading}). Of these too a rank is kept only where no newer tile has a
 * greater one in that register, as in Chabchoub and Hebrail, "Sliding HyperLogLog", ICDMW 2010; of
 * n values a register keeps about ln(n / 4096) ranks, whatever the number of tiles. The lifetime
 * value turns into one on its own account.
 */
final class DistinctSeries extends TiledSeries {

  /** The most values that are counted exactly. */
  static final int MOST_EXACT = 2_048;

  private DistinctSet[] sets = new DistinctSet[capacity()];
  private DistinctReading reading = new DistinctReading();

  /** Whether the tiles are registers. */
  private boolean isSketch;

  DistinctSeries(SeriesPlan plan) {
    super(plan);
  }

  @Override
  void resize(int capacity) {
    sets = Arrays.copyOf(sets, capacity);
  }

  @Override
  void move(int from, int to, int count) {
    System.arraycopy(sets, from, sets, to, count);
  }

  @Override
  void clear(int slot) {
    if (slot == READING) {
      reading.clear();
    } else {
      sets[slot] = isSketch && slot >= FIRST ? new Registers() : new Hashes();
    }
  }

  @Override
  void addToTile(int at, long start, long time, double number, @Nullable String text) {
    isSketch &= size() > FIRST;
    long hash = DistinctSet.hash(number, text);
    for (int slot = at; slot < size(); slot++) {
      if (sets[slot].covers(hash)) {
        return;
      }
    }
    super.addToTile(at, start, time, number, text);
    for (int slot = at - 1; slot >= FIRST; slot--) {
      sets[slot].giveUp(hash);
      if (sets[slot].isEmpty()) {
        remove(slot, slot + 1);
      }
    }
    if (!isSketch) {
      sketchIfMany();
    }
  }

  private void sketchIfMany() {
    long hashes = 0;
    for (int slot = FIRST; slot < size(); slot++) {
      hashes += ((Hashes) sets[slot]).size();
    }
    if (hashes > MOST_EXACT) {
      isSketch = true;
      Registers newer = new Registers();
      for (int slot = size() - 1; slot >= FIRST; slot--) {
        sets[slot] = ((Hashes) sets[slot]).registersBeside(newer);
        newer.addAll(sets[slot]);
        if (sets[slot].isEmpty()) {
          remove(slot, slot + 1);
        }
      }
    }
  }

  @Override
  void put(int slot, long time, double number, @Nullable String text) {
    sets[slot].add(DistinctSet.hash(number, text));
    if (slot == TOTAL && sets[TOTAL] instanceof Hashes all && all.size() > MOST_EXACT) {
      sets[TOTAL] = all.registersBeside(new Registers());
    }
  }

  @Override
  void merge(int into, int from, int until) {
    for (int slot = from; slot < until; slot++) {
      if (into == READING) {
        reading.add(sets[slot]);
      } else {
        sets[into] = sets[into].addAll(sets[slot]);
      }
    }
  }

  @Override
  void emit(int slot, Output[] outputs, Values into) {
    DistinctReading of = reading;
    if (slot != READING) {
      of = new DistinctReading();
      of.add(sets[slot]);
    }
    double count = of.count();
    for (Output output : outputs) {
      into.set(output.slot(), count);
    }
  }

  @Override
  void writePartial(ByteWriter out, int slot, long start) {
    sets[slot].write(out);
  }

  @Override
  void readPartial(ByteReader in, int slot, long start) {
    DistinctSet set = DistinctSet.read(in);
    sets[slot] = set;
    if (slot == FIRST) {
      isSketch = set instanceof Registers;
    }
    if (set.isEmpty() || (slot >= FIRST && isSketch != set instanceof Registers)) {
      throw new StateFormatException("a tile of distinct values that is not like the first");
    }
  }

  @Override
  DistinctSeries copy() {
    DistinctSeries copy = (DistinctSeries) super.copy();
    copy.sets = sets.clone();
    for (int slot = 0; slot < size(); slot++) {
      // Neither the total nor what is read while reading need be there.
      copy.sets[slot] = sets[slot] == null ? new Hashes() : sets[slot].copy();
    }
    copy.reading = new DistinctReading();
    return copy;
  }
}
