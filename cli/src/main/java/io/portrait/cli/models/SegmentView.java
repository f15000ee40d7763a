package io.portrait.cli.models;

import io.portrait.cli.status.Bar;
import io.portrait.cli.status.Numbers;
import io.portrait.cli.status.ProfileView;
import io.portrait.cli.status.Times;
import io.portrait.learning.SegmentReport;
import io.portrait.learning.SegmentReport.ColumnMean;
import io.portrait.learning.SegmentReport.Segment;
import io.portrait.offline.ModelRow;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Segments as people read them. */
public final class SegmentView {

  private static final int BAR = 24;

  private SegmentView() {}

  /**
   * Three lines a segment: how large it is, what is typical of it, who is.
   *
   * @param report of the row's tick
   */
  public static List<String> lines(ModelRow row, SegmentReport report) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "segments  version "
            + Numbers.count(row.version())
            + ", as of "
            + Times.exact(row.asOf().toEpochMilli())
            + ", of "
            + Numbers.count(report.users())
            + (report.users() == 1 ? " user" : " users"));
    double changed = row.metric("changed_share");
    if (!Double.isNaN(changed)) {
      lines.add("          " + Figures.percent(changed) + " changed their segment at this tick");
    }
    double greatest = report.segments().stream().mapToDouble(report::share).max().orElse(1);
    int width = numberWidth(report);
    for (Segment segment : report.segments()) {
      lines.add("");
      lines.add(
          "  "
              + Figures.right(String.valueOf(segment.number()), width)
              + "  "
              + Figures.left(Bar.of(report.share(segment), greatest, BAR), BAR)
              + Figures.right(Figures.percent(report.share(segment)), 8)
              + Figures.right(Numbers.count(segment.users()), 11)
              + (segment.users() == 1 ? " user" : " users"));
      String indent = " ".repeat(width + 4);
      lines.add(indent + typical(segment));
      if (!segment.typical().isEmpty()) {
        lines.add(
            indent
                + "such as "
                + segment.typical().stream()
                    .map(ProfileView::printable)
                    .collect(Collectors.joining(", ")));
      }
    }
    return lines;
  }

  private static int numberWidth(SegmentReport report) {
    return report.segments().stream()
        .mapToInt(segment -> String.valueOf(segment.number()).length())
        .max()
        .orElse(1);
  }

  private static String typical(Segment segment) {
    if (segment.users() == 0) {
      return "nobody at the moment";
    }
    List<ColumnMean> remarkable = segment.remarkable();
    return remarkable.isEmpty()
        ? "like the average user"
        : remarkable.stream()
            .map(mean -> (mean.deviation() > 0 ? "▲ " : "▼ ") + mean.words())
            .collect(Collectors.joining(" · "));
  }
}
