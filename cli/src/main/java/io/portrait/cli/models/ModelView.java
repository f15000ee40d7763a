package io.portrait.cli.models;

import io.portrait.cli.status.Numbers;
import io.portrait.cli.status.Times;
import io.portrait.definition.Churn;
import io.portrait.offline.ModelRow;
import java.util.ArrayList;
import java.util.List;

/** A model as people read it. */
public final class ModelView {

  private ModelView() {}

  /** The lines of a model, each within 80 characters or so. */
  public static List<String> lines(ModelRow row) {
    List<String> lines = new ArrayList<>();
    lines.add(
        row.name()
            + "  version "
            + Numbers.count(row.version())
            + ", as of "
            + Times.exact(row.asOf().toEpochMilli()));
    if (row.name().equals(Churn.NAME)) {
      churn(row).forEach(lines::add);
    } else {
      plain(row).forEach(lines::add);
    }
    List<String> drift = DriftBars.lines(row);
    if (!drift.isEmpty()) {
      lines.add("");
      lines.addAll(drift);
    }
    return lines;
  }

  private static List<String> churn(ModelRow row) {
    List<String> lines = new ArrayList<>();
    if (row.metric("distrusted") > 0) {
      lines.add(
          "  DISTRUSTED: worse than the base rate over the last "
              + Figures.days(row.metric("span.days"))
              + "; rows have the base rate instead");
    }
    if (!(row.metric("n") > 0)) {
      lines.add("  no label has matured yet: how good it is, nobody knows");
      return lines;
    }
    lines.add("  each label was predicted before it was learned from");
    if (row.metric("refused") > 0) {
      lines.add("  " + Figures.count(row.metric("refused")) + " broken examples were left out");
    }
    lines.add("");
    lines.addAll(new ChurnTable(row).lines());
    lines.add("");
    lines.addAll(ReliabilityBars.lines(row));
    return lines;
  }

  /** Every figure but those of drift and of single segments, which have bars. */
  private static List<String> plain(ModelRow row) {
    List<String> lines = new ArrayList<>();
    row.metrics()
        .forEach(
            (figure, number) -> {
              if (!figure.startsWith("psi.") && !figure.startsWith("share_")) {
                lines.add("  " + Figures.left(figure, 24) + Figures.right(number(number), 14));
              }
            });
    return lines;
  }

  private static String number(double number) {
    return number == Math.rint(number) ? Figures.count(number) : Figures.share(number);
  }
}
