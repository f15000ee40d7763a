package io.portrait.aggregate;

import io.portrait.definition.Window;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which series a plan keeps and over which windows: what must be known of the plan that wrote a
 * value to say how much of each window the value holds. Stands at the head of every value, so that
 * a definition may change any number of times, and every user is read as they were written.
 *
 * @param parts a series each, in the order of their sections
 */
record Layout(List<Part> parts) {

  /** Windows that one number has bits for, beside the flag in the first. */
  private static final int BITS = 62;

  /**
   * One series.
   *
   * @param identity {@link SeriesPlan#identity}
   * @param hasLifetime whether it also sums up all time
   * @param windows without labels, shortest first
   */
  record Part(long identity, boolean hasLifetime, List<Window> windows) {

    Part {
      windows = List.copyOf(windows);
    }
  }

  Layout {
    parts = List.copyOf(parts);
  }

  /** Its bytes: every distinct window once, then a series each with a bit for each window. */
  byte[] toBytes() {
    ByteWriter out = new ByteWriter();
    List<Window> windows = windows();
    out.number(windows.size());
    for (Window window : windows) {
      out.width(window.sizeMillis());
      out.width(window.hopMillis());
    }
    out.number(parts.size());
    for (Part part : parts) {
      out.fixed(part.identity());
      long word = part.hasLifetime() ? 1 : 0;
      for (int i = 0; i < windows.size(); i++) {
        if (i > 0 && i % BITS == 0) {
          out.number(word);
          word = 0;
        }
        if (part.windows().contains(windows.get(i))) {
          word |= 2L << (i % BITS);
        }
      }
      out.number(word);
    }
    return out.toBytes();
  }

  private List<Window> windows() {
    Set<Window> windows = new LinkedHashSet<>();
    parts.forEach(part -> windows.addAll(part.windows()));
    return List.copyOf(windows);
  }

  /** Reads what {@link #toBytes} gave. */
  static Layout read(ByteReader in) {
    List<Window> windows = new ArrayList<>();
    for (int count = in.count(2); count > 0; count--) {
      windows.add(new Window("", in.width(), in.width()));
    }
    List<Part> parts = new ArrayList<>();
    for (int count = in.count(Long.BYTES + 1); count > 0; count--) {
      long identity = in.fixed();
      long word = in.number();
      boolean hasLifetime = (word & 1) != 0;
      List<Window> own = new ArrayList<>();
      for (int i = 0; i < windows.size(); i++) {
        if (i > 0 && i % BITS == 0) {
          word = in.number();
        }
        if ((word & (2L << (i % BITS))) != 0) {
          own.add(windows.get(i));
        }
      }
      parts.add(new Part(identity, hasLifetime, own));
    }
    in.finish();
    return new Layout(parts);
  }
}
