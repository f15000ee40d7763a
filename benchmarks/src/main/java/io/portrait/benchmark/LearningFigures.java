package io.portrait.benchmark;

import static io.portrait.benchmark.MarkdownTable.cell;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** Medians over the rounds, a line a part; each is compared to another part of its round. */
final class LearningFigures {

  /**
   * What is run in every round.
   *
   * @param label what it is called in a table
   * @param base the label of what it is compared to
   * @param bench runs it
   */
  record Part(String label, String base, Bench bench) {

    /** Runs a part. */
    interface Bench {
      Run run();
    }
  }

  private final List<Part> parts;
  private final Rounds rounds;

  LearningFigures(List<Part> parts, Rounds rounds) {
    this.parts = parts;
    this.rounds = rounds;
  }

  /** The median of a figure; NaN where the part was not measured. */
  double median(String label, ToDoubleFunction<Run> figure) {
    return rounds.median(label, each -> figure.applyAsDouble(each.run()));
  }

  /** The table, with a line end after each line. */
  @Override
  public String toString() {
    MarkdownTable table =
        new MarkdownTable(
            List.of(
                "part",
                "rows",
                "rows/s",
                "lowest - highest",
                "ratio",
                "of",
                "CPU us/row",
                "peak MiB"));
    for (Part part : parts) {
      String name = part.label();
      table.add(
          List.of(
              name,
              cell("%,.0f", median(name, run -> (double) run.events())),
              cell("%,.0f", median(name, Run::eventsPerSecond)),
              rounds.range(name, each -> each.run().eventsPerSecond()),
              cell("%.3f", rounds.ratio(name, part.base(), each -> each.run().eventsPerSecond())),
              part.base(),
              cell("%.2f", median(name, Run::cpuMicrosPerEvent)),
              cell("%,.0f", median(name, Run::peakMebibytes))));
    }
    return table.toString();
  }
}
