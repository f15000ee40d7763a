package io.portrait.cli.audit;

import io.portrait.audit.AuditReport;
import io.portrait.audit.AuditReport.Mismatch;
import io.portrait.audit.AuditReport.Tally;
import io.portrait.audit.Leg;
import io.portrait.cli.status.Bar;
import io.portrait.cli.status.Numbers;
import io.portrait.cli.status.ProfileView;
import io.portrait.cli.status.Times;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What came of an audit, for people. */
public final class AuditView {

  private static final int BAR = 10;
  private static final int SHOWN = 10;
  private static final int LONGEST_VALUE = 60;

  private AuditView() {}

  /** The table of columns, why values could not be checked, the first mismatches, the sum. */
  public static List<String> lines(Audited audited) {
    AuditReport report = audited.report();
    List<String> lines = new ArrayList<>();
    lines.add(
        "audit of %s, definitions %s: %s%s"
            .formatted(
                audited.project(),
                audited.definitions(),
                users(report.users()),
                audited.users() == 0
                    ? ""
                    : " of %s, --seed %d"
                        .formatted(Numbers.count(audited.users()), audited.seed())));
    lines.add(
        "recomputed from %s of their events, of %s stored records, in %.1f s"
            .formatted(
                Numbers.count(audited.events()),
                Numbers.count(audited.records()),
                audited.took().toMillis() / 1_000.0));
    if (audited.lookedAgain() > 0) {
      lines.add(
          users(audited.lookedAgain())
              + " looked at again: the job was at work on their events or models");
    }
    for (String user : audited.missing()) {
      lines.add("no profile for '" + ProfileView.printable(user) + "'");
    }
    lines.add("");
    table(report, lines);
    if (!report.reasons().isEmpty()) {
      lines.add("");
      report
          .reasons()
          .forEach(
              (why, rows) ->
                  lines.add(
                      "not checked, %s %s".formatted(Numbers.count(rows), plural(rows, "row"))
                          + " of "
                          + why));
    }
    mismatches(report, lines);
    lines.add("");
    lines.add(sum(report));
    return lines;
  }

  /** {@code 0 mismatches in 43 columns of 1,000 users}. */
  public static String sum(AuditReport report) {
    if (report.compared() == 0) {
      return "nothing could be checked";
    }
    return "%s %s in %s %s of %s"
        .formatted(
            Numbers.count(report.differ()),
            report.differ() == 1 ? "mismatch" : "mismatches",
            Numbers.count(report.columns().size()),
            plural(report.columns().size(), "column"),
            users(report.users()));
  }

  private static void table(AuditReport report, List<String> lines) {
    List<List<String>> cells = new ArrayList<>();
    cells.add(
        List.of("column", "redis", "feature_log", "profiles", "differ", "unchecked", "off by"));
    for (Map.Entry<String, Tally> column : report.columns().entrySet()) {
      Tally tally = column.getValue();
      cells.add(
          List.of(
              column.getKey(),
              Numbers.count(tally.agree(Leg.REDIS)),
              Numbers.count(tally.agree(Leg.FEATURE_LOG)),
              Numbers.count(tally.agree(Leg.PROFILES)),
              Numbers.count(tally.differ()),
              Numbers.count(tally.unchecked()),
              off(tally.mostOff())));
    }
    int[] widths = new int[cells.get(0).size()];
    for (List<String> row : cells) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    List<Tally> tallies = List.copyOf(report.columns().values());
    for (int row = 0; row < cells.size(); row++) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String cell = cells.get(row).get(i);
        String space = " ".repeat(widths[i] - cell.length());
        line.append(i == 0 ? cell + space : "  " + space + cell);
      }
      line.append("  ").append(row == 0 ? "" : bar(tallies.get(row - 1)));
      lines.add(line.toString().stripTrailing());
    }
  }

  /** Which part of what was compared agrees. */
  private static String bar(Tally tally) {
    double compared = (double) tally.agree() + tally.differ();
    return compared == 0 ? "" : Bar.of(tally.agree() / compared, 1, BAR);
  }

  private static void mismatches(AuditReport report, List<String> lines) {
    List<Mismatch> shown =
        report.mismatches().subList(0, Math.min(SHOWN, report.mismatches().size()));
    for (Mismatch mismatch : shown) {
      String user = ProfileView.printable(mismatch.userId());
      String column = mismatch.check().column();
      lines.add("");
      lines.add(
          "%s  %s  %s, as of %s"
              .formatted(user, column, mismatch.leg().label(), Times.exact(mismatch.asOf())));
      lines.add("  found    " + value(mismatch.check().found()));
      lines.add("  expected " + value(mismatch.check().expected()));
      if (!mismatch.check().why().isEmpty()) {
        lines.add("  from     " + ProfileView.printable(mismatch.check().why()));
      }
    }
    if (!shown.isEmpty()) {
      lines.add("");
      if (report.differ() > shown.size()) {
        lines.add(
            "and " + Numbers.count(report.differ() - shown.size()) + " more; --json has them");
      }
      lines.add("./portrait explain USER COLUMN shows what the job remembers of a value");
    }
  }

  private static String value(@Nullable Object value) {
    if (value == null) {
      return "nothing";
    }
    String text =
        value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1e15
            ? String.valueOf(number.longValue())
            : ProfileView.printable(value.toString());
    return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "...";
  }

  private static String off(double part) {
    return part == 0 ? "0" : String.format(Locale.ROOT, "%.1e", part);
  }

  private static String users(long count) {
    return Numbers.count(count) + " " + plural(count, "user");
  }

  private static String plural(long count, String one) {
    return count == 1 ? one : one + "s";
  }
}
