package io.portrait.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Reasons against the naive way: set the column to its mean and predict again. */
class LogisticReasonsTest {

  private static LogisticModel model = LogisticModel.untrained(GeneratedUsers.spec(32));

  @BeforeAll
  static void learn() {
    LogisticLearner learner = new LogisticLearner(GeneratedUsers.spec(32));
    new GeneratedUsers(1, 0).next(20_000).forEach(learner::learn);
    model = learner.model();
  }

  @Test
  void aReasonIsWhatChangesWhenAColumnIsSetToItsMean() {
    int found = 0;
    for (Example user : new GeneratedUsers(2, 0).next(500)) {
      List<Reason> naive = naive(user.features());
      List<Reason> reasons = model.reasons(user.features(), 10);
      assertThat(reasons)
          .extracting(Reason::column)
          .isEqualTo(naive.stream().map(Reason::column).toList());
      for (int i = 0; i < naive.size(); i++) {
        assertThat(reasons.get(i).change()).isCloseTo(naive.get(i).change(), offset(1e-9));
      }
      found += reasons.size();
    }
    assertThat(found).isGreaterThan(500);
  }

  private static List<Reason> naive(double[] features) {
    List<Reason> reasons = new ArrayList<>();
    for (int i = 0; i < GeneratedUsers.COLUMNS.size(); i++) {
      double mean = model.standardisation().mean(i);
      boolean isLog = GeneratedUsers.COLUMNS.get(i).scale() == Input.Scale.LOG;
      double[] average = features.clone();
      average[i] = isLog ? Math.expm1(mean) : mean;
      double change = model.probability(features) - model.probability(average);
      if (Math.abs(change) >= 0.01) {
        reasons.add(new Reason(GeneratedUsers.COLUMNS.get(i).name(), change));
      }
    }
    reasons.sort(Comparator.comparing(reason -> -Math.abs(reason.change())));
    return reasons;
  }

  @Test
  void onlyTheGreatestAreGiven() {
    double[] features = {300, 0, Double.NaN, 1};
    List<Reason> all = model.reasons(features, 10);

    assertThat(all).hasSizeGreaterThan(1);
    assertThat(model.reasons(features, 1)).containsExactly(all.get(0));
    assertThat(model.reasons(features, 0)).isEmpty();
  }

  @Test
  void aLongSilenceRaisesAndManyViewsLower() {
    assertThat(change(new double[] {300, 5, 0.5, 100}, "days_since_purchase")).isPositive();
    assertThat(change(new double[] {20, 60, 0.5, 100}, "views_7d")).isNegative();
    assertThat(change(new double[] {Double.NaN, 5, 0.5, 100}, "days_since_purchase"))
        .as("that there is no purchase is a reason")
        .isPositive();
  }

  private static double change(double[] features, String column) {
    return model.reasons(features, 10).stream()
        .filter(reason -> reason.column().equals(column))
        .mapToDouble(Reason::change)
        .findFirst()
        .orElse(0);
  }
}
