package io.portrait.aggregate;

import java.util.Arrays;
import java.util.Map;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Texts and how often each was there.
 *
 * <p>Exact up to {@link #MOST} different texts. With more, the count that comes after the {@link
 * #MOST} greatest is taken off all of them and what is left of none is dropped: Misra and Gries,
 * "Finding repeated elements", 1982; that merging keeps the bound is shown in Agarwal et al.,
 * "Mergeable Summaries", PODS 2012. Of n texts a count is then never too great, and too small by at
 * most n / 385, which is 0.26 %, or a third of what DataSketches' frequent items sketch of 512
 * places promises (3.5 / 512). A text that was there more often than that is never missing.
 */
final class TextCounts {

  /** The most different texts that are kept. */
  static final int MOST = 384;

  /** Ascending. */
  private String[] texts;

  private long[] counts;
  private int size;

  /** Of no text. */
  TextCounts() {
    this(new String[2], new long[2], 0);
  }

  private TextCounts(String[] texts, long[] counts, int size) {
    this.texts = texts;
    this.counts = counts;
    this.size = size;
  }

  /** Counts a text. */
  void add(String text) {
    add(text, 1);
    shrink();
  }

  /** Counts whatever another counted. */
  void addAll(TextCounts other) {
    other.forEach(this::add);
    shrink();
  }

  private void add(String text, long count) {
    int at = find(text);
    if (at >= 0) {
      counts[at] = Math.addExact(counts[at], count);
      return;
    }
    if (size == texts.length) {
      texts = Arrays.copyOf(texts, size * 2);
      counts = Arrays.copyOf(counts, size * 2);
    }
    at = -1 - at;
    System.arraycopy(texts, at, texts, at + 1, size - at);
    System.arraycopy(counts, at, counts, at + 1, size - at);
    texts[at] = text;
    counts[at] = count;
    size++;
  }

  private int find(String text) {
    return Arrays.binarySearch(texts, 0, size, text);
  }

  private void shrink() {
    if (size > MOST) {
      long[] ascending = Arrays.copyOf(counts, size);
      Arrays.sort(ascending);
      long taken = ascending[size - 1 - MOST];
      int kept = 0;
      for (int i = 0; i < size; i++) {
        if (counts[i] > taken) {
          texts[kept] = texts[i];
          counts[kept++] = counts[i] - taken;
        }
      }
      size = kept;
    }
  }

  /** The text as it stands here; null where it does not. */
  @Nullable String same(String text) {
    int at = find(text);
    return at < 0 ? null : texts[at];
  }

  /** Every text, ascending, with its count. */
  void forEach(ObjLongConsumer<String> consumer) {
    for (int i = 0; i < size; i++) {
      consumer.accept(texts[i], counts[i]);
    }
  }

  /**
   * Writes itself.
   *
   * @param places of all its texts, in their order
   */
  void write(ByteWriter out, Map<String, Integer> places) {
    out.number(size);
    int next = 0;
    for (int i = 0; i < size; i++) {
      int place = places.getOrDefault(texts[i], -1);
      out.number(place - next);
      out.number(counts[i]);
      next = place + 1;
    }
  }

  /** Reads what {@link #write} wrote. */
  static TextCounts read(ByteReader in, String[] dictionary) {
    int size = in.count(2);
    String[] texts = new String[Math.max(2, size)];
    long[] counts = new long[texts.length];
    long next = 0;
    for (int i = 0; i < size; i++) {
      long place = next + in.number();
      counts[i] = in.number();
      if (place < next || place >= dictionary.length || counts[i] <= 0) {
        throw new StateFormatException("count " + counts[i] + " of text " + place);
      }
      texts[i] = dictionary[(int) place];
      next = place + 1;
    }
    return new TextCounts(texts, counts, size);
  }

  TextCounts copy() {
    return new TextCounts(texts.clone(), counts.clone(), size);
  }
}
