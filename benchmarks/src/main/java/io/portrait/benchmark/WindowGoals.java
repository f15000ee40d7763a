package io.portrait.benchmark;

import static io.portrait.benchmark.MarkdownTable.cell;
import static io.portrait.benchmark.WindowStages.FEW_USERS;
import static io.portrait.benchmark.WindowStages.HUNDRED_COLUMNS;
import static io.portrait.benchmark.WindowStages.LIMIT;
import static io.portrait.benchmark.WindowStages.MANY_USERS;
import static io.portrait.benchmark.WindowStages.MINUTE_HOPS;
import static io.portrait.benchmark.WindowStages.PORTRAIT;
import static io.portrait.benchmark.WindowStages.SLIDING;

import java.util.List;

/** What the window step is meant to reach, and whether it does. */
final class WindowGoals {

  private final MarkdownTable table =
      new MarkdownTable(List.of("goal of the window step", "measured", "reached"));

  /**
   * Compares figures to the goals.
   *
   * @param meanBytes stored of a user; NaN where that was not measured
   */
  WindowGoals(WindowFigures figures, double meanBytes) {
    atMost(
        "CPU of an event: at most that of the limit",
        "%.2f x",
        figures.ratio(PORTRAIT, LIMIT, Run::cpuMicrosPerEvent),
        1);
    atLeast(
        "at least 120,000 events/s",
        "%,.0f",
        figures.median(PORTRAIT, Run::eventsPerSecond),
        120_000);
    atLeast(
        "at least 100 x Flink's sliding windows on RocksDB",
        "%,.0f x",
        figures.ratio(PORTRAIT, SLIDING, Run::eventsPerSecond),
        100);
    atMost("at most 600 bytes stored of a user", "%,.0f", meanBytes, 600);
    atMost(
        "30 days by the minute: at most 1.3 x the time of 6 hours",
        "%.2f x",
        figures.ratio(MINUTE_HOPS, PORTRAIT, Run::microsPerEvent),
        1.3);
    atMost(
        "200 x the users: at most 1.5 x the time of an event",
        "%.2f x",
        figures.ratio(MANY_USERS, FEW_USERS, Run::microsPerEvent),
        1.5);
    atLeast(
        "100 columns: at least a third of the speed of 16",
        "%.2f x",
        figures.ratio(HUNDRED_COLUMNS, PORTRAIT, Run::eventsPerSecond),
        1 / 3.0);
  }

  private void atMost(String goal, String format, double measured, double bound) {
    add(goal, format, measured, measured <= bound);
  }

  private void atLeast(String goal, String format, double measured, double bound) {
    add(goal, format, measured, measured >= bound);
  }

  private void add(String goal, String format, double measured, boolean reached) {
    String verdict = Double.isNaN(measured) ? "-" : reached ? "yes" : "no";
    table.add(List.of(goal, cell(format, measured), verdict));
  }

  /** The table, with a line end after each line. */
  @Override
  public String toString() {
    return table.toString();
  }
}
