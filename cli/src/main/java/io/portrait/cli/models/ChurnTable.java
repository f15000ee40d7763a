package io.portrait.cli.models;

import io.portrait.offline.ModelRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/** How good the churn model is, beside what anyone could have said. */
final class ChurnTable {

  private static final int LABEL = 22;
  private static final int COLUMN = 11;

  /** Where a column's figures are: the model and both baselines of all, then of shorter whiles. */
  private static final List<String> PREFIXES =
      List.of("", "recency.", "base_rate.", "span.", "tick.");

  private final ModelRow row;

  ChurnTable(ModelRow row) {
    this.row = row;
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    String span = "last " + Figures.days(row.metric("span.days"));
    lines.add(
        Figures.left("", LABEL)
            + Figures.right("since the start", 3 * COLUMN)
            + Figures.right(span, COLUMN)
            + Figures.right("last tick", COLUMN));
    lines.add(line("", List.of("model", "recency", "base rate", "model", "model")));
    lines.add(line("AUC", "auc", Figures::share));
    lines.add(line("AUC within a tick", "auc_within_ticks", Figures::share));
    lines.add(line("log-loss", "log_loss", Figures::share));
    lines.add(line("Brier score", "brier", Figures::share));
    lines.add(line("calibration error", "ece", Figures::share));
    lines.add(line("lift of top tenth", "lift_top_tenth", Figures::factor));
    lines.add(ofModel("who churned", "base_rate", Figures::percent));
    lines.add(ofModel("labels", "n", Figures::count));
    lines.add("");
    lines.addAll(confusion());
    return lines;
  }

  private String line(String label, String figure, DoubleFunction<String> format) {
    return line(
        label, PREFIXES.stream().map(prefix -> format.apply(row.metric(prefix + figure))).toList());
  }

  /** What says nothing of baselines: it is the same for all. */
  private String ofModel(String label, String figure, DoubleFunction<String> format) {
    return line(
        label,
        PREFIXES.stream()
            .map(
                prefix ->
                    prefix.equals("recency.") || prefix.equals("base_rate.")
                        ? ""
                        : format.apply(row.metric(prefix + figure)))
            .toList());
  }

  private static String line(String label, List<String> cells) {
    StringBuilder line = new StringBuilder("  ").append(Figures.left(label, LABEL - 2));
    cells.forEach(cell -> line.append(Figures.right(cell, COLUMN)));
    return line.toString().stripTrailing();
  }

  private List<String> confusion() {
    String said = String.format(Locale.ROOT, "  said with %.2f or more", row.metric("threshold"));
    return List.of(
        Figures.left("", LABEL + 6) + cells("did churn", "did stay"),
        Figures.left(said, LABEL + 6)
            + cells(count("true_positives"), count("false_positives"))
            + "    precision "
            + Figures.share(row.metric("precision")),
        Figures.left("  said with less", LABEL + 6)
            + cells(count("false_negatives"), count("true_negatives"))
            + "    recall "
            + Figures.share(row.metric("recall"))
            + ", F1 "
            + Figures.share(row.metric("f1")));
  }

  private String count(String figure) {
    return Figures.count(row.metric(figure));
  }

  private static String cells(String churned, String stayed) {
    return Figures.right(churned, COLUMN) + Figures.right(stayed, COLUMN);
  }
}
