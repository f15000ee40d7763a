package io.portrait.learning;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The figures of the ticks of a trailing span of event time.
 *
 * <p>The span is cut into 28 slices of equal length, and ticks of one slice are kept together: what
 * is forgotten is forgotten by the slice, so that up to a slice more than the span counts. Memory:
 * 29 slices at most, each a few bytes a bin that is not empty, at most about 200 KiB. Mutable.
 */
final class TrailingFigures {

  private static final int SLICES = 28;

  private final long spanMillis;
  private final long sliceMillis;
  private final Deque<Slice> slices = new ArrayDeque<>();

  /**
   * @param latestTickMillis of the ticks in it
   * @param figures what {@link ChurnFigures#write} wrote
   */
  private record Slice(long latestTickMillis, byte[] figures) {}

  TrailingFigures(Duration span) {
    spanMillis = span.toMillis();
    sliceMillis = Math.max(1, spanMillis / SLICES);
  }

  /**
   * Takes a complete tick.
   *
   * @param tickMillis later than any before
   */
  void add(long tickMillis, ChurnFigures tick) {
    ChurnFigures figures = new ChurnFigures();
    Slice last = slices.peekLast();
    if (last != null && slice(last.latestTickMillis) == slice(tickMillis)) {
      figures.add(decoded(last.figures));
      slices.removeLast();
    }
    figures.add(tick);
    slices.addLast(new Slice(tickMillis, encoded(figures)));
    while (slices.getFirst().latestTickMillis <= tickMillis - spanMillis) {
      slices.removeFirst();
    }
  }

  private long slice(long tickMillis) {
    return Math.floorDiv(tickMillis, sliceMillis);
  }

  /** Adds all of it up, the oldest first. */
  ChurnFigures sum() {
    ChurnFigures sum = new ChurnFigures();
    for (Slice slice : slices) {
      sum.add(decoded(slice.figures));
    }
    return sum;
  }

  private static byte[] encoded(ChurnFigures figures) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      figures.write(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static ChurnFigures decoded(byte[] bytes) {
    try {
      return ChurnFigures.read(new DataInputStream(new ByteArrayInputStream(bytes)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(slices.size());
    for (Slice slice : slices) {
      out.writeLong(slice.latestTickMillis);
      out.writeInt(slice.figures.length);
      out.write(slice.figures);
    }
  }

  static TrailingFigures read(DataInput in, Duration span) throws IOException {
    TrailingFigures trailing = new TrailingFigures(span);
    for (int count = in.readInt(); count > 0; count--) {
      long latestTickMillis = in.readLong();
      byte[] figures = new byte[in.readInt()];
      in.readFully(figures);
      trailing.slices.addLast(new Slice(latestTickMillis, figures));
    }
    return trailing;
  }
}
