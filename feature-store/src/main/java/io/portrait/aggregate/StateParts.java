package io.portrait.aggregate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Measures the parts of a user's value as they are written. */
final class StateParts {

  /** What writes one part. */
  @FunctionalInterface
  interface Writing {
    void to(ByteWriter out) throws IOException;
  }

  private final ByteWriter out = new ByteWriter();
  private final List<StatePart> parts = new ArrayList<>();

  /** Measures a part that no column is read from. */
  void add(String name, Writing part) {
    add(name, List.of(), part);
  }

  /** Measures a part; one of no bytes is none. */
  void add(String name, List<String> columns, Writing part) {
    out.clear();
    try {
      part.to(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (out.size() > 0) {
      parts.add(new StatePart(name, columns, out.size()));
    }
  }

  /** All parts, with what is left of a value of so many bytes. */
  List<StatePart> of(int bytes) {
    int rest = bytes - parts.stream().mapToInt(StatePart::bytes).sum();
    List<StatePart> all = new ArrayList<>(parts);
    all.add(new StatePart(StatePart.REST, List.of(), rest));
    return List.copyOf(all);
  }
}
