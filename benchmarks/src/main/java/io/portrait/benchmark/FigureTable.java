package io.portrait.benchmark;

import java.util.List;

/**
 * Medians over the rounds, a line a stage, as a Markdown table.
 *
 * <p>The ratio of a stage is the median of its ratios to the pass-through job of the same round.
 */
final class FigureTable {

  private static final List<String> HEADS =
      List.of(
          "stage",
          "events/s",
          "lowest - highest",
          "ratio",
          "us/event",
          "added",
          "CPU us/event",
          "of Redis",
          "peak MiB",
          "of Redis",
          "rows/event",
          "start s");

  private final Rounds rounds;

  FigureTable(Rounds rounds) {
    this.rounds = rounds;
  }

  /** How many events a second a stage takes, as a share of what the pass-through job takes. */
  double ratio(Stage stage) {
    return ratio(stage, Stage.PASS_THROUGH);
  }

  /** As a share of what another stage takes; NaN where one of them was not measured. */
  double ratio(Stage stage, Stage base) {
    return rounds.ratio(stage.label(), base.label(), each -> each.run().eventsPerSecond());
  }

  /** The table, with a line end after each line. */
  @Override
  public String toString() {
    MarkdownTable table = new MarkdownTable(HEADS);
    double before = 0;
    double whole = 0;
    for (Stage stage : Stage.values()) {
      double micros = rounds.median(stage.label(), each -> each.run().microsPerEvent());
      if (Double.isNaN(micros)) {
        continue;
      }
      table.add(line(stage, micros, micros - (stage == Stage.LEARNING ? whole : before)));
      before = micros;
      whole = stage == Stage.WHOLE ? micros : whole;
    }
    return table.toString();
  }

  private List<String> line(Stage stage, double micros, double added) {
    String name = stage.label();
    return List.of(
        name,
        MarkdownTable.cell("%,.0f", rounds.median(name, each -> each.run().eventsPerSecond())),
        rounds.range(name, each -> each.run().eventsPerSecond()),
        MarkdownTable.cell("%.3f", ratio(stage)),
        MarkdownTable.cell("%.2f", micros),
        MarkdownTable.cell("%+.2f", added),
        MarkdownTable.cell("%.2f", rounds.median(name, each -> each.run().cpuMicrosPerEvent())),
        MarkdownTable.cell("%.2f", rounds.median(name, Measurement::redisCpuMicrosPerEvent)),
        MarkdownTable.cell("%,.0f", rounds.median(name, each -> each.run().peakMebibytes())),
        MarkdownTable.cell("%,.0f", rounds.median(name, Measurement::redisPeakMebibytes)),
        MarkdownTable.cell("%.2f", rounds.median(name, each -> each.run().rowsPerEvent())),
        MarkdownTable.cell("%.1f", rounds.median(name, each -> each.run().startSeconds())));
  }
}
