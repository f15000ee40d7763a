package io.portrait.aggregate;

import io.portrait.definition.Values;
import java.util.Arrays;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** How many events. */
final class CountSeries extends TiledSeries {

  private long[] counts = new long[capacity()];

  CountSeries(SeriesPlan plan) {
    super(plan);
  }

  @Override
  void resize(int capacity) {
    counts = Arrays.copyOf(counts, capacity);
  }

  @Override
  void move(int from, int to, int count) {
    System.arraycopy(counts, from, counts, to, count);
  }

  @Override
  void clear(int slot) {
    counts[slot] = 0;
  }

  @Override
  void put(int slot, long time, double number, @Nullable String text) {
    counts[slot] = Math.incrementExact(counts[slot]);
  }

  @Override
  void merge(int into, int from, int until) {
    long count = counts[into];
    for (int slot = from; slot < until; slot++) {
      count = Math.addExact(count, counts[slot]);
    }
    counts[into] = count;
  }

  @Override
  void emit(int slot, Output[] outputs, Values into) {
    for (Output output : outputs) {
      into.set(output.slot(), (double) counts[slot]);
    }
  }

  @Override
  OptionalLong events(int slot) {
    return OptionalLong.of(counts[slot]);
  }

  @Override
  void writePartial(ByteWriter out, int slot, long start) {
    out.number(counts[slot]);
  }

  @Override
  void readPartial(ByteReader in, int slot, long start) {
    counts[slot] = in.number();
  }

  @Override
  CountSeries copy() {
    CountSeries copy = (CountSeries) super.copy();
    copy.counts = counts.clone();
    return copy;
  }
}
