package io.portrait.aggregate;

import java.util.Arrays;

/** A set of calendar days that only grows: a word of bits for each 64 days that have one. */
final class DaySet {

  private long[] places = new long[2];
  private long[] words = new long[2];
  private int size;
  private long count;

  DaySet() {}

  private DaySet(DaySet other) {
    places = other.places.clone();
    words = other.words.clone();
    size = other.size;
    count = other.count;
  }

  DaySet copy() {
    return new DaySet(this);
  }

  /** How many days. */
  long count() {
    return count;
  }

  /** Adds a day. */
  void add(long day) {
    long place = day >> 6;
    int at = size;
    while (at > 0 && places[at - 1] >= place) {
      at--;
    }
    if (at == size || places[at] != place) {
      insert(at, place);
    }
    long bit = 1L << day;
    if ((words[at] & bit) == 0) {
      words[at] |= bit;
      count++;
    }
  }

  private void insert(int at, long place) {
    if (size == places.length) {
      places = Arrays.copyOf(places, size * 2);
      words = Arrays.copyOf(words, size * 2);
    }
    System.arraycopy(places, at, places, at + 1, size - at);
    System.arraycopy(words, at, words, at + 1, size - at);
    size++;
    places[at] = place;
    words[at] = 0;
  }

  void write(ByteWriter out) {
    out.number(size);
    for (int i = 0; i < size; i++) {
      out.signed(i == 0 ? places[0] : places[i] - places[i - 1]);
      out.fixed(words[i]);
    }
  }

  void read(ByteReader in) {
    size = in.count(9);
    places = new long[size + 2];
    words = new long[size + 2];
    count = 0;
    for (int i = 0; i < size; i++) {
      places[i] = in.signed() + (i == 0 ? 0 : places[i - 1]);
      words[i] = in.fixed();
      count += Long.bitCount(words[i]);
    }
  }
}
