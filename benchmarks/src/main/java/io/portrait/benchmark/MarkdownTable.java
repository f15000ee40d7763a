package io.portrait.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A table that reads well as text too; its first column leans left, all others right. */
public final class MarkdownTable {

  private final List<List<String>> lines = new ArrayList<>();

  public MarkdownTable(List<String> heads) {
    lines.add(heads);
  }

  /** Adds a line with a cell for each head. */
  public void add(List<String> line) {
    lines.add(line);
  }

  /** A number as the format says; a dash for NaN. */
  public static String cell(String format, double number) {
    return Double.isNaN(number) ? "-" : String.format(Locale.ROOT, format, number);
  }

  /** The table, with a line end after each line. */
  @Override
  public String toString() {
    int[] widths = new int[lines.get(0).size()];
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
