package io.portrait.aggregate;

import io.portrait.definition.Aggregate;
import io.portrait.definition.Values;
import java.util.Arrays;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The sum of the values and how many there are: sum and mean. */
final class SumSeries extends TiledSeries {

  private long[] counts = new long[capacity()];
  private Sums sums = new Sums(capacity());

  SumSeries(SeriesPlan plan) {
    super(plan);
  }

  @Override
  void resize(int capacity) {
    counts = Arrays.copyOf(counts, capacity);
    sums.resize(capacity);
  }

  @Override
  void move(int from, int to, int count) {
    System.arraycopy(counts, from, counts, to, count);
    sums.move(from, to, count);
  }

  @Override
  void clear(int slot) {
    counts[slot] = 0;
    sums.clear(slot);
  }

  @Override
  void put(int slot, long time, double number, @Nullable String text) {
    counts[slot]++;
    sums.add(slot, number);
  }

  @Override
  void merge(int into, int from, int until) {
    for (int slot = from; slot < until; slot++) {
      counts[into] += counts[slot];
    }
    sums.merge(into, from, until);
  }

  @Override
  void emit(int slot, Output[] outputs, Values into) {
    for (Output output : outputs) {
      double sum = sums.high(slot);
      into.set(
          output.slot(), output.aggregate() == Aggregate.MEAN ? sum / (double) counts[slot] : sum);
    }
  }

  @Override
  OptionalLong events(int slot) {
    return OptionalLong.of(counts[slot]);
  }

  @Override
  void writePartial(ByteWriter out, int slot, long start) {
    double low = sums.low(slot);
    out.number((counts[slot] << 1) | (low == 0 ? 0 : 1));
    out.real(sums.high(slot));
    if (low != 0) {
      out.fixed(Double.doubleToRawLongBits(low));
    }
  }

  @Override
  void readPartial(ByteReader in, int slot, long start) {
    long count = in.number();
    counts[slot] = count >>> 1;
    double high = in.real();
    sums.set(slot, high, (count & 1) == 0 ? 0 : Double.longBitsToDouble(in.fixed()));
  }

  @Override
  SumSeries copy() {
    SumSeries copy = (SumSeries) super.copy();
    copy.counts = counts.clone();
    copy.sums = sums.copy();
    return copy;
  }
}
