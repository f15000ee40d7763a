package io.portrait.benchmark;

import static io.portrait.benchmark.MarkdownTable.cell;

import java.util.List;

/** What learning in the stream is meant to reach, and whether it does. */
final class LearningGoals {

  /** Live heap that ten times the examples of a tick may take more, mebibytes. */
  private static final double BOUND_MEBIBYTES = 50;

  private final MarkdownTable table =
      new MarkdownTable(List.of("goal of learning", "measured", "reached"));

  /** Compares throughput to the goals; what was not measured is a dash. */
  LearningGoals throughput(LearningFigures figures) {
    atLeast(
        "scoring: at least 150,000 rows/s",
        figures.median(ScoringStage.LIVE.label(), Run::eventsPerSecond),
        150_000);
    atLeast(
        "learning segments: at least 100,000 examples/s",
        figures.median(LearningStage.SEGMENTS.label(), Run::eventsPerSecond),
        100_000);
    atLeast(
        "learning churn: at least 100,000 examples/s",
        figures.median(LearningStage.CHURN.label(), Run::eventsPerSecond),
        100_000);
    return this;
  }

  /** Compares latency to the goal. */
  LearningGoals latency(TickLatency latency) {
    atMost("a label in the served model: within 5 s", "%.2f s", latency.worstSeconds(), 5);
    return this;
  }

  /** Compares memory to the goal. */
  LearningGoals memory(OrderMemory memory) {
    atMost(
        "ten times the examples in order: at most 50 MiB more heap",
        "%.0f MiB",
        memory.growthMebibytes(),
        BOUND_MEBIBYTES);
    return this;
  }

  private void atLeast(String goal, double measured, double bound) {
    add(goal, "%,.0f", measured, measured >= bound);
  }

  private void atMost(String goal, String format, double measured, double bound) {
    add(goal, format, measured, measured <= bound);
  }

  private void add(String goal, String format, double measured, boolean isReached) {
    String verdict = Double.isNaN(measured) ? "-" : isReached ? "yes" : "no";
    table.add(List.of(goal, cell(format, measured), verdict));
  }

  /** The table, with a line end after each line. */
  @Override
  public String toString() {
    return table.toString();
  }
}
