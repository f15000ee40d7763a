package io.portrait.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What trials have found, a line each, as Markdown. */
public final class FaultTable {

  private static final String HEAD =
      """
      | fault | lasting | longest time without a new row | over after | failures of the job |
      |---|---|---|---|---|
      """;

  private final List<String> lines = new ArrayList<>();

  /**
   * Adds what was found of a fault.
   *
   * @param fault in words
   * @param lasting zero where it is over at once
   */
  public void add(String fault, Duration lasting, Trial.Result result) {
    lines.add(
        String.format(
            Locale.ROOT,
            "| %s | %s | %.1f s | %.1f s | %d |",
            fault,
            lasting.isZero() ? "" : lasting.toSeconds() + " s",
            result.silence().lasting().toMillis() / 1e3,
            result.silence().overAfter().toMillis() / 1e3,
            result.failures()));
  }

  /** The latest line. */
  public String latest() {
    return lines.get(lines.size() - 1);
  }

  /** Everything, with a head. */
  @Override
  public String toString() {
    return HEAD + String.join("\n", lines) + "\n";
  }
}
