package io.portrait.benchmark;

import static io.portrait.benchmark.MarkdownTable.cell;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** Medians over the rounds, a line a window stage. */
final class WindowFigures {

  private static final List<String> HEADS =
      List.of(
          "stage",
          "events",
          "events/s",
          "lowest - highest",
          "of the limit",
          "CPU us/event",
          "of the limit",
          "rows/event",
          "pause ms",
          "peak MiB");

  private final List<WindowStage> stages;
  private final Rounds rounds;

  WindowFigures(List<WindowStage> stages, Rounds rounds) {
    this.stages = stages;
    this.rounds = rounds;
  }

  /** The median of a figure; NaN where the stage was not measured. */
  double median(String name, ToDoubleFunction<Run> figure) {
    return rounds.median(name, each -> figure.applyAsDouble(each.run()));
  }

  /** The median of the ratios in the same round; NaN where one was not measured. */
  double ratio(String name, String base, ToDoubleFunction<Run> figure) {
    return rounds.ratio(name, base, each -> figure.applyAsDouble(each.run()));
  }

  /** The table, with a line end after each line. */
  @Override
  public String toString() {
    MarkdownTable table = new MarkdownTable(HEADS);
    for (WindowStage stage : stages) {
      String name = stage.name();
      table.add(
          List.of(
              stage.label(),
              cell("%,.0f", (double) stage.workload().events()),
              cell("%,.0f", median(name, Run::eventsPerSecond)),
              rounds.range(name, each -> each.run().eventsPerSecond()),
              cell("%.3f", ratio(name, WindowStages.LIMIT, Run::eventsPerSecond)),
              cell("%.2f", median(name, Run::cpuMicrosPerEvent)),
              cell("%.3f", ratio(name, WindowStages.LIMIT, Run::cpuMicrosPerEvent)),
              cell("%.3f", median(name, Run::rowsPerEvent)),
              cell("%,.0f", median(name, Run::pauseMillis)),
              cell("%,.0f", median(name, Run::peakMebibytes))));
    }
    return table.toString();
  }
}
