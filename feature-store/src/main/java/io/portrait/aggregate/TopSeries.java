package io.portrait.aggregate;

import com.google.common.collect.Comparators;
import io.portrait.definition.Values;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The most frequent texts, most frequent first; of ties, the lesser text first.
 *
 * <p>Exact while no tile has more than {@link TextCounts#MOST} different texts. Beyond that a count
 * by which texts are ordered is never too great, and too small by at most 1 / 385 of the window's
 * events: a text more frequent than that is never passed over for one that was not there, nor for
 * one that was less frequent by more than that. Tiles are added up for reading, and what they are
 * short of adds up with them.
 *
 * <p>Each text is there once, whatever the number of tiles that count it: in state in a dictionary
 * before them, in ascending order, without those that no tile counts any more.
 */
final class TopSeries extends TiledSeries {

  private static final Comparator<Map.Entry<String, Long>> MOST_FREQUENT_FIRST =
      Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
          .thenComparing(Map.Entry.comparingByKey());

  private TextCounts[] tiles = new TextCounts[capacity()];
  private Map<String, Long> reading = new HashMap<>();

  /** The place of each text in the dictionary that is being written. */
  private Map<String, Integer> places = Map.of();

  /** The dictionary that is being read. */
  private String[] dictionary = {};

  TopSeries(SeriesPlan plan) {
    super(plan);
  }

  @Override
  void resize(int capacity) {
    tiles = Arrays.copyOf(tiles, capacity);
  }

  @Override
  void move(int from, int to, int count) {
    System.arraycopy(tiles, from, tiles, to, count);
  }

  @Override
  void clear(int slot) {
    if (slot == READING) {
      reading.clear();
    } else {
      tiles[slot] = new TextCounts();
    }
  }

  @Override
  void put(int slot, long time, double number, @Nullable String text) {
    if (text != null) {
      tiles[slot].add(shared(text));
    }
  }

  /** The text as some tile has it already, for each event brings a copy of its own. */
  private String shared(String text) {
    for (int slot = size() - 1; slot >= TOTAL; slot--) {
      String same = tiles[slot] == null ? null : tiles[slot].same(text);
      if (same != null) {
        return same;
      }
    }
    return text;
  }

  @Override
  void merge(int into, int from, int until) {
    for (int slot = from; slot < until; slot++) {
      if (into == READING) {
        tiles[slot].forEach((text, count) -> reading.merge(text, count, Math::addExact));
      } else {
        tiles[into].addAll(tiles[slot]);
      }
    }
  }

  @Override
  void emit(int slot, Output[] outputs, Values into) {
    Map<String, Long> counts = reading;
    if (slot != READING) {
      counts = new HashMap<>();
      tiles[slot].forEach(counts::put);
    }
    for (Output output : outputs) {
      into.set(output.slot(), counts.isEmpty() ? null : top(counts, output.keep()));
    }
  }

  private static List<String> top(Map<String, Long> counts, int keep) {
    return counts.entrySet().stream().collect(Comparators.least(keep, MOST_FREQUENT_FIRST)).stream()
        .map(Map.Entry::getKey)
        .toList();
  }

  @Override
  void writeShared(ByteWriter out) {
    TreeSet<String> texts = new TreeSet<>();
    if (plan().hasLifetime() && tiles[TOTAL] != null) {
      tiles[TOTAL].forEach((text, count) -> texts.add(text));
    }
    for (int slot = FIRST; slot < size(); slot++) {
      tiles[slot].forEach((text, count) -> texts.add(text));
    }
    places = new HashMap<>();
    out.number(texts.size());
    for (String text : texts) {
      places.put(text, places.size());
      out.text(text);
    }
  }

  @Override
  void readShared(ByteReader in) {
    dictionary = new String[in.count(1)];
    for (int i = 0; i < dictionary.length; i++) {
      dictionary[i] = in.text();
      if (i > 0 && dictionary[i].compareTo(dictionary[i - 1]) <= 0) {
        throw new StateFormatException("texts out of order");
      }
    }
  }

  @Override
  void writePartial(ByteWriter out, int slot, long start) {
    tiles[slot].write(out, places);
  }

  @Override
  void readPartial(ByteReader in, int slot, long start) {
    tiles[slot] = TextCounts.read(in, dictionary);
  }

  @Override
  TopSeries copy() {
    TopSeries copy = (TopSeries) super.copy();
    copy.tiles = tiles.clone();
    for (int slot = 0; slot < size(); slot++) {
      // Neither the total nor what is read while reading need be there.
      copy.tiles[slot] = tiles[slot] == null ? new TextCounts() : tiles[slot].copy();
    }
    copy.reading = new HashMap<>();
    return copy;
  }
}
