package io.portrait.aggregate;

import io.portrait.definition.Values;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Quantiles: the least value such that a given share of the values is not greater.
 *
 * <p>Exact while no tile has more than {@link NumberSample#MOST_EXACT} values. Beyond that the
 * value is one whose rank is within 1.33 % of the one asked for, with 99 % confidence ({@link
 * NumberSample}); the least and the greatest stay exact. Which of such values it is may differ from
 * one replay to the next, for what a tile's sketch keeps is drawn by chance. Reading draws nothing:
 * the same state always reads the same.
 */
final class QuantileSeries extends TiledSeries {

  private NumberSample[] samples = new NumberSample[capacity()];
  private Ranking reading = new Ranking();

  QuantileSeries(SeriesPlan plan) {
    super(plan);
  }

  @Override
  void resize(int capacity) {
    samples = Arrays.copyOf(samples, capacity);
  }

  @Override
  void move(int from, int to, int count) {
    System.arraycopy(samples, from, samples, to, count);
  }

  @Override
  void clear(int slot) {
    if (slot == READING) {
      reading.clear();
    } else {
      samples[slot] = new NumberSample();
    }
  }

  @Override
  void put(int slot, long time, double number, @Nullable String text) {
    samples[slot].add(number);
  }

  @Override
  void merge(int into, int from, int until) {
    for (int slot = from; slot < until; slot++) {
      if (into == READING) {
        samples[slot].copyTo(reading);
      } else {
        samples[into].addAll(samples[slot]);
      }
    }
  }

  @Override
  void emit(int slot, Output[] outputs, Values into) {
    Ranking ranking = reading;
    if (slot != READING) {
      ranking = new Ranking();
      samples[slot].copyTo(ranking);
    }
    for (Output output : outputs) {
      into.set(output.slot(), ranking.quantile(output.at()));
    }
  }

  @Override
  void writePartial(ByteWriter out, int slot, long start) {
    samples[slot].write(out);
  }

  @Override
  void readPartial(ByteReader in, int slot, long start) {
    samples[slot] = NumberSample.read(in);
  }

  @Override
  QuantileSeries copy() {
    QuantileSeries copy = (QuantileSeries) super.copy();
    copy.samples = samples.clone();
    for (int slot = 0; slot < size(); slot++) {
      // Neither the total nor what is read while reading need be there.
      copy.samples[slot] = samples[slot] == null ? new NumberSample() : samples[slot].copy();
    }
    copy.reading = new Ranking();
    return copy;
  }
}
