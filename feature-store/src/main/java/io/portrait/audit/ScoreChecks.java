package io.portrait.audit;

import io.portrait.definition.Churn;
import io.portrait.definition.Definition;
import io.portrait.definition.Segments;
import io.portrait.definition.Values;
import io.portrait.learning.Inputs;
import io.portrait.learning.KMeansModel;
import io.portrait.learning.Reason;
import io.portrait.learning.ReasonPhrases;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks the very models that a row names once more. What a model says of a user is the code of
 * {@code learning}, which has oracles of its own; that it was asked with the right numbers, and
 * that its answer has come through, is checked here.
 */
final class ScoreChecks {

  static final String SEGMENT = "segment";
  static final String PROBABILITY = "churn_probability";
  static final String REASONS = "churn_reasons";

  private final @Nullable Segments segments;
  private final @Nullable Churn churn;
  private final Inputs segmentInputs;
  private final Inputs churnInputs;
  private final ReasonPhrases phrases;

  ScoreChecks(Definition definition) {
    segments = definition.segments();
    churn = definition.churn();
    segmentInputs = Inputs.of(definition, segments == null ? List.of() : segments.features());
    churnInputs = Inputs.of(definition, churn == null ? List.of() : churn.features());
    phrases = new ReasonPhrases(definition);
  }

  /**
   * What a row says.
   *
   * @param reasons null where its table has none
   */
  record Said(
      long generation,
      Map<String, Long> models,
      @Nullable Long segment,
      double probability,
      @Nullable List<String> reasons) {}

  /**
   * Compares.
   *
   * @param inputs what the models have to have been asked with
   * @param former segments that the user may have been in before; who moves must be clearly nearer
   */
  List<Check> check(
      Said said, Values inputs, Collection<@Nullable Long> former, KnownModels models) {
    List<Check> checks = new ArrayList<>();
    if (segments != null) {
      checks.add(segment(segments, said, inputs, former, models));
    }
    if (churn != null) {
      churn(said, inputs, models, checks);
    }
    return checks;
  }

  private Check segment(
      Segments section,
      Said said,
      Values inputs,
      Collection<@Nullable Long> former,
      KnownModels models) {
    Long version = said.models().get(Segments.NAME);
    if (version == null) {
      return Check.of(SEGMENT, said.segment() == null, null, said.segment(), "no model is named");
    }
    Optional<KMeansModel> model = models.segments(version, said.generation());
    if (model.isEmpty()) {
      return Check.notYet(SEGMENT, "the table models has no such version");
    }
    double[] features = segmentInputs.of(inputs);
    Long expected = null;
    for (@Nullable Long before : former) {
      int current =
          before == null || before >= model.get().count() ? KMeansModel.NONE : before.intValue();
      int assigned = model.get().assign(features, current, section.switchBelow());
      expected = assigned == KMeansModel.NONE ? null : (Long) (long) assigned;
      if (Objects.equals(expected, said.segment())) {
        return Check.of(SEGMENT, true, expected, expected, "");
      }
    }
    return Check.of(SEGMENT, false, expected, said.segment(), "by segments " + version);
  }

  private void churn(Said said, Values inputs, KnownModels models, List<Check> checks) {
    List<String> reasons = said.reasons();
    Object probability = Double.isNaN(said.probability()) ? null : (Object) said.probability();
    Long version = said.models().get(Churn.NAME);
    if (version == null) {
      checks.add(
          Check.of(PROBABILITY, probability == null, null, probability, "no model is named"));
      if (reasons != null) {
        checks.add(Check.of(REASONS, reasons.isEmpty(), List.of(), reasons, "no model is named"));
      }
      return;
    }
    Optional<KnownModels.Served> model = models.churn(version, said.generation());
    if (model.isEmpty()) {
      checks.add(Check.notYet(PROBABILITY, "the table models has no such version"));
      if (reasons != null) {
        checks.add(Check.notYet(REASONS, "the table models has no such version"));
      }
      return;
    }
    double[] features = churnInputs.of(inputs);
    String by = "by churn " + version;
    Object expected = model.get().probability(features);
    checks.add(
        Check.of(
            PROBABILITY, NaiveFeatures.agree(expected, probability), expected, probability, by));
    if (reasons != null) {
      List<String> words = reasons(model.get(), features, inputs);
      checks.add(Check.of(REASONS, words.equals(reasons), words, reasons, by));
    }
  }

  private List<String> reasons(KnownModels.Served model, double[] features, Values inputs) {
    List<String> words = new ArrayList<>();
    if (!model.isDistrusted()) {
      for (Reason reason : model.regression().reasons(features, ReasonPhrases.NAMED)) {
        words.add(phrases.of(reason, inputs));
      }
    }
    return words;
  }
}
