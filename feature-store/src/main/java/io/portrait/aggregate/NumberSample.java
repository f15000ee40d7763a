package io.portrait.aggregate;

import java.util.Arrays;
import org.apache.datasketches.kll.KllDoublesSketch;
import org.apache.datasketches.memory.Memory;
import org.apache.datasketches.quantilescommon.QuantilesDoublesSketchIterator;
import org.jspecify.annotations.Nullable;

/**
 * Numbers: all of them up to {@link #MOST_EXACT}, beyond that a KLL sketch of them.
 *
 * <p>The rank of a number among those that the sketch stands for is within 1.33 % of its rank among
 * all with 99 % confidence: Karnin, Lang, Liberty, "Optimal Quantile Approximation in Streams",
 * FOCS 2016; {@code KllSketch.getNormalizedRankError(200, false)}. Which numbers it keeps is drawn
 * by chance: the same numbers may come to sketches that differ within that.
 */
final class NumberSample {

  /** The most numbers that are all kept; also the k of the sketch. */
  static final int MOST_EXACT = 200;

  private double[] numbers;
  private int size;
  private @Nullable KllDoublesSketch sketch;

  /** Of no number. */
  NumberSample() {
    this(new double[2], 0, null);
  }

  private NumberSample(double[] numbers, int size, @Nullable KllDoublesSketch sketch) {
    this.numbers = numbers;
    this.size = size;
    this.sketch = sketch;
  }

  void add(double number) {
    KllDoublesSketch into = sketch;
    if (into == null && size == MOST_EXACT) {
      into = sketch();
    }
    if (into != null) {
      into.update(number);
      return;
    }
    if (size == numbers.length) {
      numbers = Arrays.copyOf(numbers, size * 2);
    }
    numbers[size++] = number;
  }

  /** Makes it a sketch. */
  private KllDoublesSketch sketch() {
    KllDoublesSketch fresh = KllDoublesSketch.newHeapInstance(MOST_EXACT);
    for (int i = 0; i < size; i++) {
      fresh.update(numbers[i]);
    }
    numbers = new double[2];
    size = 0;
    sketch = fresh;
    return fresh;
  }

  /** Adds all that another stands for. */
  void addAll(NumberSample other) {
    for (int i = 0; i < other.size; i++) {
      add(other.numbers[i]);
    }
    if (other.sketch != null) {
      (sketch == null ? sketch() : sketch).merge(other.sketch);
    }
  }

  /** Gives every number that is kept, with how many it stands for. */
  void copyTo(Ranking into) {
    for (int i = 0; i < size; i++) {
      into.add(numbers[i], 1);
    }
    KllDoublesSketch from = sketch;
    if (from != null) {
      into.spans(from.getMinItem(), from.getMaxItem());
      // Not its sorted view: to make that sorts the sketch, and reading must not change state.
      QuantilesDoublesSketchIterator each = from.iterator();
      while (each.next()) {
        into.add(each.getQuantile(), each.getWeight());
      }
    }
  }

  /** Writes itself; not empty, for a size of 0 stands before a sketch. */
  void write(ByteWriter out) {
    KllDoublesSketch from = sketch;
    out.number(size);
    if (from != null) {
      out.bytes(from.toByteArray());
      return;
    }
    Arrays.sort(numbers, 0, size);
    for (int i = 0; i < size; i++) {
      out.real(numbers[i]);
    }
  }

  static NumberSample read(ByteReader in) {
    int size = in.count(1);
    if (size == 0) {
      return new NumberSample(new double[2], 0, sketch(in.bytes()));
    }
    if (size > MOST_EXACT) {
      throw new StateFormatException(size + " numbers");
    }
    double[] numbers = new double[Math.max(2, size)];
    for (int i = 0; i < size; i++) {
      numbers[i] = in.real();
    }
    return new NumberSample(numbers, size, null);
  }

  /** DataSketches checks some of its bytes, and of others it only asserts what they are. */
  private static KllDoublesSketch sketch(byte[] bytes) {
    try {
      return KllDoublesSketch.heapify(Memory.wrap(bytes));
    } catch (AssertionError e) {
      throw new StateFormatException("a sketch cannot be read: " + e.getMessage(), e);
    }
  }

  NumberSample copy() {
    KllDoublesSketch from = sketch;
    return new NumberSample(
        numbers.clone(),
        size,
        from == null ? null : KllDoublesSketch.heapify(Memory.wrap(from.toByteArray())));
  }
}
