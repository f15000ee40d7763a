package io.portrait.aggregate;

import io.portrait.definition.Values;
import java.util.Arrays;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The spread of the values: population standard deviation.
 *
 * <p>Squared distances from the mean, merged pairwise: Chan, Golub and LeVeque, "Updating Formulae
 * and a Pairwise Algorithm for Computing Sample Variances", 1979. The distance between two means
 * comes from sums to 106 bits, and everything else only adds what is not negative, so nothing
 * cancels, however far the values lie from zero.
 */
final class SpreadSeries extends TiledSeries {

  private long[] counts = new long[capacity()];
  private Sums sums = new Sums(capacity());
  private double[] squares = new double[capacity()];

  SpreadSeries(SeriesPlan plan) {
    super(plan);
  }

  @Override
  void resize(int capacity) {
    counts = Arrays.copyOf(counts, capacity);
    sums.resize(capacity);
    squares = Arrays.copyOf(squares, capacity);
  }

  @Override
  void move(int from, int to, int count) {
    System.arraycopy(counts, from, counts, to, count);
    sums.move(from, to, count);
    System.arraycopy(squares, from, squares, to, count);
  }

  @Override
  void clear(int slot) {
    counts[slot] = 0;
    sums.clear(slot);
    squares[slot] = 0;
  }

  @Override
  void put(int slot, long time, double number, @Nullable String text) {
    include(slot, 1, number, 0, 0);
    sums.add(slot, number);
  }

  @Override
  void merge(int into, int from, int until) {
    for (int slot = from; slot < until; slot++) {
      include(into, counts[slot], sums.high(slot), sums.low(slot), squares[slot]);
      sums.merge(into, slot, slot + 1);
    }
  }

  private void include(int into, long count, double high, double low, double square) {
    long here = counts[into];
    if (here > 0 && count > 0) {
      double apart = sums.difference(into, (double) count, high, low, (double) here);
      squares[into] += square + apart / here * (apart / count) / (here + count);
    } else {
      squares[into] += square;
    }
    counts[into] = here + count;
  }

  @Override
  void emit(int slot, Output[] outputs, Values into) {
    for (Output output : outputs) {
      into.set(output.slot(), Math.sqrt(squares[slot] / counts[slot]));
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
    if (counts[slot] > 1) {
      out.real(squares[slot]);
    }
  }

  @Override
  void readPartial(ByteReader in, int slot, long start) {
    long count = in.number();
    counts[slot] = count >>> 1;
    double high = in.real();
    sums.set(slot, high, (count & 1) == 0 ? 0 : Double.longBitsToDouble(in.fixed()));
    squares[slot] = counts[slot] > 1 ? in.real() : 0;
  }

  @Override
  SpreadSeries copy() {
    SpreadSeries copy = (SpreadSeries) super.copy();
    copy.counts = counts.clone();
    copy.sums = sums.copy();
    copy.squares = squares.clone();
    return copy;
  }
}
