package io.portrait.job.score;

import io.portrait.definition.Churn;
import io.portrait.definition.Definition;
import io.portrait.definition.Segments;
import io.portrait.definition.Values;
import io.portrait.job.churn.ChurnAlert;
import io.portrait.job.segment.SegmentChange;
import io.portrait.learning.ChurnModel;
import io.portrait.learning.Inputs;
import io.portrait.learning.KMeansModel;
import io.portrait.learning.Reason;
import io.portrait.learning.ReasonPhrases;
import io.portrait.learning.ReferenceDistribution;
import io.portrait.profile.Scores;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What models say of a user, and what follows from it. For one thread. */
final class Scorer {

  private final @Nullable Segments segments;
  private final @Nullable Churn churn;
  private final Inputs segmentInputs;
  private final Inputs churnInputs;
  private final ReasonPhrases phrases;

  Scorer(Definition definition) {
    segments = definition.segments();
    churn = definition.churn();
    segmentInputs = Inputs.of(definition, segments == null ? List.of() : segments.features());
    churnInputs = Inputs.of(definition, churn == null ? List.of() : churn.features());
    phrases = new ReasonPhrases(definition);
  }

  /**
   * What is said at a tick.
   *
   * @param scores without reasons: {@code feature_log} has none
   * @param standing of the user from now on
   * @param change to another segment; null where there is none
   * @param alert null where there is none
   */
  record Verdict(
      Scores scores,
      Standing standing,
      @Nullable SegmentChange change,
      @Nullable ChurnAlert alert) {}

  /** What models say of a user now. */
  Scores live(
      Values values,
      Standing standing,
      @Nullable KMeansModel segmentModel,
      @Nullable ChurnModel churnModel) {
    int segment = segment(values, standing, segmentModel);
    double[] features = churn == null ? new double[0] : churnInputs.of(values);
    double probability = probability(features, churnModel);
    List<String> reasons = churnModel == null ? List.of() : reasons(values, features, churnModel);
    return scores(segment, probability, reasons, segmentModel, churnModel);
  }

  /** What models said of a user at a tick. */
  Verdict tick(
      String userId,
      long tick,
      Values values,
      Standing standing,
      @Nullable KMeansModel segmentModel,
      @Nullable ChurnModel churnModel) {
    int segment = segment(values, standing, segmentModel);
    double[] features = churn == null ? new double[0] : churnInputs.of(values);
    double probability = probability(features, churnModel);
    SegmentChange change = null;
    if (segmentModel != null && segment != standing.segment()) {
      change = new SegmentChange(userId, tick, standing.segment(), segment, segmentModel.version());
    }
    ChurnAlert alert = null;
    boolean isAlerted = standing.isAlerted();
    if (churn != null && churnModel != null && !Double.isNaN(probability)) {
      if (!isAlerted && !churnModel.isDistrusted() && probability > churn.alertAbove()) {
        List<String> reasons = reasons(values, features, churnModel);
        alert =
            new ChurnAlert(
                userId, tick, probability, churn.alertAbove(), churnModel.version(), reasons);
        isAlerted = true;
      } else if (isAlerted && probability < churn.alertAgainBelow()) {
        isAlerted = false;
      }
    }
    Scores scores = scores(segment, probability, List.of(), segmentModel, churnModel);
    return new Verdict(scores, new Standing(segment, isAlerted), change, alert);
  }

  /** Counts a tick's row by the bins of the reference that its model knows. */
  void count(Values values, Scores scores, ReferenceDistribution reference, long[] bins) {
    double[] features = churnInputs.of(values);
    int columns = reference.names().size() - 1;
    for (int i = 0; i < columns; i++) {
      reference.count(i, features[i], bins);
    }
    reference.count(columns, scores.churnProbability(), bins);
  }

  private int segment(Values values, Standing standing, @Nullable KMeansModel model) {
    if (segments == null || model == null) {
      return KMeansModel.NONE;
    }
    int current = standing.segment() < model.count() ? standing.segment() : KMeansModel.NONE;
    return model.assign(segmentInputs.of(values), current, segments.switchBelow());
  }

  private static double probability(double[] features, @Nullable ChurnModel model) {
    return model == null ? Double.NaN : model.probability(features);
  }

  private List<String> reasons(Values values, double[] features, ChurnModel model) {
    List<String> words = new ArrayList<>();
    for (Reason reason : model.reasons(features, ReasonPhrases.NAMED)) {
      words.add(phrases.of(reason, values));
    }
    return words;
  }

  private Scores scores(
      int segment,
      double probability,
      List<String> reasons,
      @Nullable KMeansModel segmentModel,
      @Nullable ChurnModel churnModel) {
    Map<String, Long> models = new TreeMap<>();
    Set<String> missing = new TreeSet<>();
    if (segmentModel != null) {
      models.put(Segments.NAME, segmentModel.version());
    }
    if (churnModel != null && churnModel.isTrained()) {
      models.put(Churn.NAME, churnModel.version());
    }
    if (segments != null && segment == KMeansModel.NONE) {
      missing.add(Segments.NAME);
    }
    if (churn != null
        && (Double.isNaN(probability) || (churnModel != null && churnModel.isDistrusted()))) {
      missing.add(Churn.NAME);
    }
    return new Scores(
        segment == KMeansModel.NONE ? null : (long) segment, probability, reasons, models, missing);
  }
}
