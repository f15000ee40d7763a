package io.portrait.cli.models;

import io.portrait.learning.ChurnEvaluation;
import io.portrait.learning.ChurnPrediction;
import io.portrait.learning.KMeansModel;
import io.portrait.learning.LogisticModel;
import io.portrait.learning.SegmentParameters;
import io.portrait.learning.SegmentReport;
import io.portrait.learning.SegmentReport.ColumnMean;
import io.portrait.learning.SegmentReport.Segment;
import io.portrait.offline.ModelRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/** Rows of the table models as a job would write them, of users who were made up. */
public final class LearnedRows {

  public static final Instant FIRST_TICK = Instant.parse("2026-01-05T00:00:00Z");

  private static final Duration WEEK = Duration.ofDays(7);

  private LearnedRows() {}

  /** A churn model, week by week; it gets better while it learns. */
  public static List<ModelRow> churn(int weeks) {
    Random random = new Random(11);
    ChurnEvaluation evaluation = new ChurnEvaluation(Duration.ofDays(28), 0.5);
    List<ModelRow> rows = new ArrayList<>();
    for (int week = 0; week < weeks; week++) {
      double known = 1 - Math.exp(-(week + 1) / 5.0);
      for (int i = 0; i < 400; i++) {
        double truth = random.nextGaussian();
        boolean hasChurned = random.nextDouble() < probability(1.4 * truth - 0.8);
        double noise = 0.6 * random.nextGaussian();
        evaluation.add(
            new ChurnPrediction(
                probability(known * (1.2 * truth + noise) - 0.8),
                0.34,
                probability(0.25 * truth + 0.4 * random.nextGaussian() - 0.7)),
            hasChurned);
      }
      Instant tick = FIRST_TICK.plus(WEEK.multipliedBy(week));
      evaluation.endTick(tick.toEpochMilli());
      SortedMap<String, Double> metrics = new TreeMap<>(evaluation.metrics());
      metrics.put("psi.score", 0.04);
      metrics.put("psi.days_since_purchase", 0.312);
      metrics.put("psi.views_7d", 0.018);
      rows.add(row("churn", 100 + week, tick, churnModel(), metrics));
    }
    return rows;
  }

  /** The row of a week later, at which no label had matured: only what its users told. */
  public static ModelRow told(ModelRow before) {
    return row(
        before.name(), before.version(), before.asOf().plus(WEEK), "", Map.of("psi.score", 0.05));
  }

  private static double probability(double logOdds) {
    return 1 / (1 + Math.exp(-logOdds));
  }

  /** A churn model of two columns. */
  public static String churnModel() {
    return LogisticModel.fromJson(
            """
            {"version": 104, "examples": 25000, "base_rate": 0.34,
             "columns": [
               {"name": "views_7d", "scale": "LOG", "mean": 1.2, "variance": 0.8},
               {"name": "days_since_purchase", "scale": "LOG", "optional": true,
                "mean": 3.1, "variance": 0.6}],
             "weights": {"(intercept)": -0.1, "views_7d": -0.4, "days_since_purchase": 0.7}}
            """)
        .toJson();
  }

  /** Three segments at the first tick. */
  public static ModelRow segments() {
    return row(
        "segments",
        7,
        FIRST_TICK,
        new SegmentParameters(segmentsModel(), report().toJson()).toJson(),
        Map.of("users", 1_300.0, "inertia", 1.25, "changed_share", 0.081, "psi.views_7d", 0.3));
  }

  /** What the users of the first tick say of them. */
  public static SegmentReport report() {
    return new SegmentReport(
        6,
        1_300,
        1.25,
        List.of(
            new Segment(
                0,
                1_000,
                List.of(
                    new ColumnMean("views_7d", 1.44, 6.2, -0.5),
                    new ColumnMean("spend_30d", 4.18, 32.1, -0.7)),
                List.of("u-17", "u-4", "new\nline")),
            new Segment(
                1,
                300,
                List.of(
                    new ColumnMean("views_7d", 22.1, 6.2, 1.9),
                    new ColumnMean("spend_30d", 125.3, 32.1, 2.1)),
                List.of("u-3")),
            new Segment(2, 0, List.of(), List.of())));
  }

  /** The model of three segments. */
  public static String segmentsModel() {
    return KMeansModel.fromJson(
            """
            {"format": 1, "version": 7, "clip": 4, "width": 0,
             "columns": [{"name": "views_7d", "scale": "log", "optional": false,
                          "weight": 1300, "mean": 1.5, "variance": 0.9}],
             "segments": [
               {"size": 900, "vector_size": 0, "centroid": {"views_7d": 0.9}, "vector": []},
               {"size": 280, "vector_size": 0, "centroid": {"views_7d": 3.1}, "vector": []},
               {"size": 1, "vector_size": 0, "centroid": {"views_7d": 5.0}, "vector": []}]}
            """)
        .toJson();
  }

  private static ModelRow row(
      String name, long version, Instant asOf, String parameters, Map<String, Double> metrics) {
    return new ModelRow(
        name,
        version,
        asOf,
        asOf.plusSeconds(5),
        0,
        "0123456789abcdef",
        parameters,
        new TreeMap<>(metrics));
  }
}
