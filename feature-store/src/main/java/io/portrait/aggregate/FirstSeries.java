package io.portrait.aggregate;

import io.portrait.definition.Values;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The value of the earliest event. Of events at one time the greatest value counts. */
final class FirstSeries extends TiledSeries {

  private static final long NONE = Long.MAX_VALUE;

  private final boolean isText;
  private long[] times = new long[capacity()];
  private double[] numbers;
  private @Nullable String[] texts;

  FirstSeries(SeriesPlan plan) {
    super(plan);
    isText = plan.kind() == SeriesKind.FIRST_TEXT;
    numbers = new double[isText ? 0 : capacity()];
    texts = new String[isText ? capacity() : 0];
  }

  @Override
  void resize(int capacity) {
    times = Arrays.copyOf(times, capacity);
    if (isText) {
      texts = Arrays.copyOf(texts, capacity);
    } else {
      numbers = Arrays.copyOf(numbers, capacity);
    }
  }

  @Override
  void move(int from, int to, int count) {
    System.arraycopy(times, from, times, to, count);
    if (isText) {
      System.arraycopy(texts, from, texts, to, count);
    } else {
      System.arraycopy(numbers, from, numbers, to, count);
    }
  }

  @Override
  void clear(int slot) {
    times[slot] = NONE;
    if (isText) {
      texts[slot] = null;
    } else {
      numbers[slot] = Double.NaN;
    }
  }

  @Override
  void put(int slot, long time, double number, @Nullable String text) {
    if (time < times[slot] || (time == times[slot] && isGreater(slot, number, text))) {
      times[slot] = time;
      if (isText) {
        texts[slot] = text;
      } else {
        numbers[slot] = number;
      }
    }
  }

  private boolean isGreater(int slot, double number, @Nullable String text) {
    if (isText) {
      String here = texts[slot];
      return text != null && (here == null || text.compareTo(here) > 0);
    }
    return !(number <= numbers[slot]);
  }

  @Override
  void merge(int into, int from, int until) {
    for (int slot = from; slot < until; slot++) {
      if (times[slot] != NONE) {
        put(into, times[slot], isText ? Double.NaN : numbers[slot], isText ? texts[slot] : null);
      }
    }
  }

  @Override
  void emit(int slot, Output[] outputs, Values into) {
    for (Output output : outputs) {
      if (isText) {
        into.set(output.slot(), texts[slot]);
      } else {
        into.set(output.slot(), numbers[slot]);
      }
    }
  }

  @Override
  void writePartial(ByteWriter out, int slot, long start) {
    out.signed(times[slot] - start);
    String text = isText ? texts[slot] : null;
    if (text != null) {
      out.text(text);
    } else {
      out.real(numbers[slot]);
    }
  }

  @Override
  void readPartial(ByteReader in, int slot, long start) {
    times[slot] = start + in.signed();
    if (isText) {
      texts[slot] = in.text();
    } else {
      numbers[slot] = in.real();
    }
  }

  @Override
  FirstSeries copy() {
    FirstSeries copy = (FirstSeries) super.copy();
    copy.times = times.clone();
    copy.numbers = numbers.clone();
    copy.texts = texts.clone();
    return copy;
  }
}
