package io.portrait.cli.models;

import io.portrait.cli.status.Bar;
import io.portrait.offline.ModelRow;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether what was said with 30 % happened in 30 %: a bar a bin, and a mark where it should end.
 */
final class ReliabilityBars {

  private static final int WIDTH = 40;
  private static final char MARK = '│';

  private ReliabilityBars() {}

  /** A line a bin that has users; none where there are no labels yet. */
  static List<String> lines(ModelRow row) {
    List<String> bars = new ArrayList<>();
    for (ReliabilityBin bin : ReliabilityBin.all(row)) {
      bars.add(
          "  "
              + Figures.right(Figures.percent(bin.predicted()), 7)
              + "  "
              + Figures.right(Figures.percent(bin.churned()), 7)
              + "  "
              + bar(bin)
              + Figures.right(Figures.count(bin.users()), 11));
    }
    if (!bars.isEmpty()) {
      bars.add(
          0,
          "     said      did  "
              + Figures.left(MARK + " where the bar should end", WIDTH)
              + Figures.right("users", 11));
    }
    return bars;
  }

  private static String bar(ReliabilityBin bin) {
    StringBuilder bar = new StringBuilder(Figures.left(Bar.of(bin.churned(), 1, WIDTH), WIDTH));
    bar.setCharAt((int) Math.min(WIDTH - 1, bin.predicted() * WIDTH), MARK);
    return bar.toString();
  }
}
