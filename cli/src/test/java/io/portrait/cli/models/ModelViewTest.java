package io.portrait.cli.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.offline.ModelRow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What people get to see of a model. */
class ModelViewTest {

  private static final Map<String, Double> FIGURES = new HashMap<>();

  static {
    FIGURES.putAll(Map.of("n", 61_234.0, "base_rate", 0.312, "threshold", 0.5, "span.days", 28.0));
    FIGURES.putAll(Map.of("auc", 0.75, "recency.auc", 0.553, "base_rate.auc", 0.537));
    FIGURES.putAll(Map.of("span.auc", 0.761, "tick.auc", 0.77, "lift_top_tenth", 1.35));
    FIGURES.putAll(Map.of("true_positives", 12_345.0, "false_positives", 3_456.0));
    FIGURES.putAll(Map.of("false_negatives", 4_567.0, "true_negatives", 40_866.0));
    FIGURES.putAll(Map.of("precision", 0.781, "recall", 0.73, "f1", 0.755, "distrusted", 0.0));
    FIGURES.putAll(reliability(0, 1_203, 0.049, 0.042));
    FIGURES.putAll(reliability(4, 800, 0.45, 0.5));
    FIGURES.putAll(reliability(9, 7, 1.0, 1.0));
  }

  private static Map<String, Double> reliability(int bin, double users, double said, double did) {
    String name = "reliability." + bin;
    return Map.of(name + ".n", users, name + ".predicted", said, name + ".churned", did);
  }

  @Test
  void churnIsATableBesideItsBaselinesCountsAndBars() {
    assertThat(lines(Map.of()))
        .containsExactly(
            "churn  version 1,234, as of 2026-01-05 00:00:00 UTC",
            "  each label was predicted before it was learned from",
            "",
            "                                        since the start  last 28 d  last tick",
            "                            model    recency  base rate      model      model",
            "  AUC                       0.750      0.553      0.537      0.761      0.770",
            "  AUC within a tick             -          -          -          -          -",
            "  log-loss                      -          -          -          -          -",
            "  Brier score                   -          -          -          -          -",
            "  calibration error             -          -          -          -          -",
            "  lift of top tenth          1.35          -          -          -          -",
            "  who churned              31.2 %                                -          -",
            "  labels                   61,234                                -          -",
            "",
            "                              did churn   did stay",
            "  said with 0.50 or more         12,345      3,456    precision 0.781",
            "  said with less                  4,567     40,866    recall 0.730, F1 0.755",
            "",
            "     said      did  │ where the bar should end                    users",
            "    4.9 %    4.2 %  █│                                            1,203",
            "   45.0 %   50.0 %  ██████████████████│█                            800",
            "  100.0 %  100.0 %  ███████████████████████████████████████│          7");
  }

  @Test
  void noLineIsWiderThanATerminal() {
    for (ModelRow row : LearnedRows.churn(8)) {
      assertThat(ModelView.lines(row)).allMatch(line -> line.length() <= 80);
    }
  }

  @Test
  void columnsThatDriftedAreFlagged() {
    assertThat(lines(Map.of("psi.score", 0.04, "psi.days_since_purchase", 0.312)))
        .endsWith(
            "",
            "  drift     1 of 2 columns above 0.25 (population stability index)",
            "    days_since_purchase           0.312  ████████████▌         DRIFTED",
            "    score                         0.040  █▋");
  }

  @Test
  void ofManyColumnsOnlyTheFurthestAreShown() {
    Map<String, Double> drift = new HashMap<>();
    for (int i = 0; i < 11; i++) {
      drift.put("psi.column_" + i, i / 100.0);
    }

    assertThat(lines(drift))
        .contains("  drift     none of 11 columns above 0.25 (population stability index)")
        .endsWith("    and 3 more that moved less")
        .noneMatch(line -> line.contains("DRIFTED"));
  }

  @Test
  void aModelThatIsDistrustedSaysSoFirst() {
    assertThat(lines(Map.of("distrusted", 1.0)).get(1))
        .isEqualTo(
            "  DISTRUSTED: worse than the base rate over the last 28 d; rows have the base rate"
                + " instead");
  }

  @Test
  void withoutLabelsNobodyKnows() {
    assertThat(lines(Map.of("n", 0.0)))
        .containsExactly(
            "churn  version 1,234, as of 2026-01-05 00:00:00 UTC",
            "  no label has matured yet: how good it is, nobody knows");
  }

  @Test
  void segmentsAreAListOfFigures() {
    assertThat(ModelView.lines(LearnedRows.segments()))
        .containsExactly(
            "segments  version 7, as of 2026-01-05 00:00:00 UTC",
            "  changed_share                    0.081",
            "  inertia                          1.250",
            "  users                            1,300",
            "",
            "  drift     1 of 1 columns above 0.25 (population stability index)",
            "    views_7d                      0.300  ████████████          DRIFTED");
  }

  @Test
  void segmentsSayWhatIsTypicalAndWho() {
    assertThat(SegmentView.lines(LearnedRows.segments(), LearnedRows.report()))
        .containsExactly(
            "segments  version 7, as of 2026-01-05 00:00:00 UTC, of 1,300 users",
            "          8.1 % changed their segment at this tick",
            "",
            "  0  ████████████████████████  76.9 %      1,000 users",
            "     ▼ spend_30d 4.18 (average 32.1) · ▼ views_7d 1.44 (average 6.2)",
            "     such as u-17, u-4, new\\u000aline",
            "",
            "  1  ███████▎                  23.1 %        300 users",
            "     ▲ spend_30d 125 (average 32.1) · ▲ views_7d 22.1 (average 6.2)",
            "     such as u-3",
            "",
            "  2                             0.0 %          0 users",
            "     nobody at the moment");
  }

  private static List<String> lines(Map<String, Double> others) {
    Map<String, Double> metrics = new TreeMap<>(FIGURES);
    metrics.putAll(others);
    return ModelView.lines(
        new ModelRow(
            "churn",
            1_234,
            LearnedRows.FIRST_TICK,
            LearnedRows.FIRST_TICK,
            0,
            "0123456789abcdef",
            "{}",
            new TreeMap<>(metrics)));
  }
}
