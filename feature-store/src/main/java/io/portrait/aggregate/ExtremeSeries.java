package io.portrait.aggregate;

import io.portrait.definition.Values;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The least or the greatest value.
 *
 * <p>A tile is dropped as soon as a newer one is at least as extreme: whatever covers the older one
 * covers the newer one too. Values therefore grow less extreme from each tile to the older one
 * before it, and few tiles are left.
 */
final class ExtremeSeries extends TiledSeries {

  private final boolean isGreatest;

  /** Negated where the greatest is wanted, so that the least is what is looked for. */
  private double[] least = new double[capacity()];

  ExtremeSeries(SeriesPlan plan) {
    super(plan);
    isGreatest = plan.kind() == SeriesKind.GREATEST;
  }

  @Override
  void resize(int capacity) {
    least = Arrays.copyOf(least, capacity);
  }

  @Override
  void move(int from, int to, int count) {
    System.arraycopy(least, from, least, to, count);
  }

  @Override
  void clear(int slot) {
    least[slot] = Double.POSITIVE_INFINITY;
  }

  @Override
  void addToTile(int at, long start, long time, double number, @Nullable String text) {
    double value = isGreatest ? -number : number;
    if (at < size() && least[at] <= value) {
      return;
    }
    super.addToTile(at, start, time, number, text);
    int from = at;
    while (from > FIRST && least[from - 1] >= value) {
      from--;
    }
    if (from < at) {
      remove(from, at);
    }
  }

  @Override
  void put(int slot, long time, double number, @Nullable String text) {
    least[slot] = Math.min(least[slot], isGreatest ? -number : number);
  }

  @Override
  void merge(int into, int from, int until) {
    for (int slot = from; slot < until; slot++) {
      least[into] = Math.min(least[into], least[slot]);
    }
  }

  @Override
  void emit(int slot, Output[] outputs, Values into) {
    for (Output output : outputs) {
      into.set(output.slot(), isGreatest ? -least[slot] : least[slot]);
    }
  }

  @Override
  void writePartial(ByteWriter out, int slot, long start) {
    out.real(least[slot]);
  }

  @Override
  void readPartial(ByteReader in, int slot, long start) {
    least[slot] = in.real();
  }

  @Override
  ExtremeSeries copy() {
    ExtremeSeries copy = (ExtremeSeries) super.copy();
    copy.least = least.clone();
    return copy;
  }
}
