package io.portrait.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

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

  private final List<Measurement> measurements;

  FigureTable(List<Measurement> measurements) {
    this.measurements = List.copyOf(measurements);
  }

  /** How many events a second a stage takes, as a share of what the pass-through job takes. */
  double ratio(Stage stage) {
    return median(
        of(stage),
        measurement ->
            measurement.eventsPerSecond()
                / of(Stage.PASS_THROUGH).stream()
                    .filter(base -> base.round() == measurement.round())
                    .findFirst()
                    .orElseThrow()
                    .eventsPerSecond());
  }

  /** The table, with a line end after each line. */
  @Override
  public String toString() {
    List<List<String>> lines = new ArrayList<>();
    lines.add(HEADS);
    double before = 0;
    for (Stage stage : Stage.values()) {
      double micros = median(of(stage), Measurement::microsPerEvent);
      lines.add(line(stage, micros, micros - before));
      before = micros;
    }
    return markdown(lines);
  }

  private List<String> line(Stage stage, double micros, double added) {
    List<Measurement> rounds = of(stage);
    double[] speeds = rounds.stream().mapToDouble(Measurement::eventsPerSecond).sorted().toArray();
    return List.of(
        stage.label(),
        text("%,.0f", median(rounds, Measurement::eventsPerSecond)),
        text("%,.0f", speeds[0]) + " - " + text("%,.0f", speeds[speeds.length - 1]),
        text("%.3f", ratio(stage)),
        text("%.2f", micros),
        text("%+.2f", added),
        text("%.2f", median(rounds, Measurement::cpuMicrosPerEvent)),
        text("%.2f", median(rounds, Measurement::redisCpuMicrosPerEvent)),
        text("%,.0f", median(rounds, Measurement::peakMebibytes)),
        text("%,.0f", median(rounds, Measurement::redisPeakMebibytes)),
        text("%.2f", median(rounds, Measurement::rowsPerEvent)),
        text("%.1f", median(rounds, Measurement::startSeconds)));
  }

  private List<Measurement> of(Stage stage) {
    return measurements.stream().filter(each -> each.stage() == stage).toList();
  }

  private static double median(List<Measurement> rounds, ToDoubleFunction<Measurement> figure) {
    double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static String text(String format, double number) {
    return Double.isNaN(number) ? "-" : String.format(Locale.ROOT, format, number);
  }

  private static String markdown(List<List<String>> lines) {
    int[] widths = new int[HEADS.size()];
    for (List<String> line : lines) {
      Arrays.setAll(widths, column -> Math.max(widths[column], line.get(column).length()));
    }
    StringBuilder table = new StringBuilder();
    for (int number = 0; number < lines.size(); number++) {
      List<String> line = lines.get(number);
      for (int column = 0; column < widths.length; column++) {
        String padding = " ".repeat(widths[column] - line.get(column).length());
        String cell = line.get(column);
        table.append("| ").append(column == 0 ? cell + padding : padding + cell).append(' ');
      }
      table.append("|\n");
      if (number == 0) {
        for (int column = 0; column < widths.length; column++) {
          String dashes = "-".repeat(widths[column]);
          table.append(column == 0 ? "|-" + dashes + "-" : "|-" + dashes + ":");
        }
        table.append("|\n");
      }
    }
    return table.toString();
  }
}
