package io.portrait.learning;

import static io.portrait.learning.ChurnStream.DAY;
import static io.portrait.learning.ChurnStream.DEFINITION;
import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.definition.Definition;
import io.portrait.learning.ChurnLearner.Said;
import io.portrait.learning.ChurnStream.Tick;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is served, what is refused, and what is kept. */
class ChurnServingTest {

  @Test
  void aModelThatIsWorseThanTheBaseRateIsNotServedUntilItIsBetterAgain() throws IOException {
    ChurnLearner learner = ChurnLearner.of(DEFINITION);
    ChurnStream stream = new ChurnStream(2, 240, 100);
    stream.next(30).forEach(tick -> tick.teach(learner));
    assertThat(learner.model().isDistrusted()).isFalse();

    int days = 0;
    while (!learner.model().isDistrusted() && days++ < 60) {
      stream.reversed().teach(learner);
    }
    ChurnModel distrusted = learner.model();
    assertThat(distrusted.isDistrusted()).isTrue();
    assertThat(learner.metrics()).containsEntry("distrusted", 1.0);
    for (Example user : stream.next().examples()) {
      assertThat(distrusted.probability(user.features())).isEqualTo(distrusted.baseRate());
      assertThat(distrusted.ownProbability(distrusted.rawProbability(user.features())))
          .isNotEqualTo(distrusted.baseRate());
      assertThat(distrusted.reasons(user.features(), 3)).isEmpty();
    }

    while (learner.model().isDistrusted() && days++ < 200) {
      stream.reversed().teach(learner);
    }
    ChurnModel trusted = learner.model();
    assertThat(trusted.isDistrusted()).isFalse();
    assertThat(learner.metrics()).containsEntry("distrusted", 0.0);
    Example user = stream.next().examples().get(0);
    assertThat(trusted.probability(user.features()))
        .isEqualTo(trusted.ownProbability(trusted.rawProbability(user.features())))
        .isNotEqualTo(trusted.baseRate());
  }

  @Test
  void beforeAnythingIsLearnedNothingIsSaid() {
    ChurnLearner learner = ChurnLearner.of(DEFINITION);
    Tick tick = new ChurnStream(3, 240, 50).next();

    for (Example user : tick.examples()) {
      assertThat(learner.model().probability(user.features())).isNaN();
      assertThat(learner.model().reasons(user.features(), 3)).isEmpty();
      assertThat(learner.learn(user)).isEqualTo(new Said(Double.NaN, 0));
    }
    learner.endTick(tick.due());

    assertThat(learner.metrics()).containsEntry("n", 0.0).doesNotContainKey("log_loss");
    assertThat(learner.model().isTrained()).isTrue();
  }

  @Test
  void modelsThatNobodyCanAskAnyMoreAreForgotten() throws IOException {
    Definition definition = ChurnStream.definition(240, ChurnStream.COLUMNS);
    ChurnLearner learner = ChurnLearner.of(definition);
    ChurnStream stream = new ChurnStream(8, 240, 100);
    stream.next(200).forEach(tick -> tick.teach(learner));
    assertThat(learner.model().reference()).as("it no longer grows by rows").isNotNull();
    int before = Bytes.of(learner::write).length;
    int aModel = Bytes.of(learner.model().withoutReference()::write).length;

    stream.next(300).forEach(tick -> tick.teach(learner));

    // what grows are the bins of the evaluation that are not empty
    assertThat(Bytes.of(learner::write).length).isLessThan(before + 60 * aModel);
  }

  @Test
  void whatNothingCanBeLearnedFromIsCountedAndChangesNothing() throws IOException {
    ChurnLearner learner = ChurnLearner.of(DEFINITION);
    ChurnLearner undisturbed = ChurnLearner.of(DEFINITION);
    ChurnStream stream = new ChurnStream(9, 240, 200);
    double[][] features = {
      {1, Double.POSITIVE_INFINITY, 1, 1}, {1, 1, Double.NEGATIVE_INFINITY, 1}
    };
    for (Tick tick : stream.next(40)) {
      long at = tick.due() - 10 * DAY;
      for (double[] broken : features) {
        assertThat(learner.learn(new Example("a", at, tick.due(), broken, 1, 1)))
            .isEqualTo(new Said(Double.NaN, 0));
      }
      double[] sound = {1, 1, 1, 1};
      learner.learn(new Example("b", at, tick.due(), sound, Double.NaN, 1));
      learner.learn(new Example("c", at, tick.due(), sound, 0.5, 1));
      learner.learn(new Example("d", at, tick.due(), sound, 1, Double.NaN));
      learner.learn(new Example("e", at, tick.due(), sound, 1, 0));
      tick.teach(learner);
      tick.teach(undisturbed);
    }

    assertThat(learner.refused()).isEqualTo(40 * 6);
    assertThat(undisturbed.refused()).isZero();
    Map<String, Double> metrics = new TreeMap<>(learner.metrics());
    assertThat(metrics.put("refused", 0.0)).isEqualTo(40 * 6);
    assertThat(metrics).isEqualTo(undisturbed.metrics());
    assertThat(learner.model().reference()).isNotNull();
    assertThat(Bytes.of(learner.model()::write)).isEqualTo(Bytes.of(undisturbed.model()::write));
  }

  @Test
  void aTickOfWhichNothingCouldBeLearnedLeavesTheModelAndItsVersion() throws IOException {
    ChurnLearner learner = ChurnLearner.of(DEFINITION);
    ChurnStream stream = new ChurnStream(10, 240, 50);
    stream.next(20).forEach(tick -> tick.teach(learner));
    byte[] before = Bytes.of(learner.model()::write);

    Tick tick = stream.next();
    double[] broken = {1, Double.POSITIVE_INFINITY, 1, 1};
    learner.learn(new Example("a", tick.due() - 10 * DAY, tick.due(), broken, 1, 1));
    learner.endTick(tick.due());

    assertThat(Bytes.of(learner.model()::write)).isEqualTo(before);
  }

  @Test
  void anExampleCountsOnceInTheEvaluationHoweverMuchItWeighs() {
    ChurnLearner learner = ChurnLearner.of(DEFINITION);
    ChurnStream stream = new ChurnStream(11, 240, 50);
    stream.next(11).forEach(tick -> tick.teach(learner));
    double before = metric(learner, "n");
    double examples = LogisticModel.fromJson(learner.parameters()).examples();

    Tick tick = stream.next();
    for (Example user : tick.examples()) {
      learner.learn(
          new Example(
              user.userId(),
              user.tickMillis(),
              user.dueMillis(),
              user.features(),
              user.label(),
              7));
    }
    learner.endTick(tick.due());

    int users = tick.examples().size();
    assertThat(learner.metrics()).containsEntry("n", before + users);
    assertThat(LogisticModel.fromJson(learner.parameters()).examples())
        .isEqualTo(examples + 7 * users);
  }

  @Test
  void whatLaterRowsAreHeldAgainstIsThereWhenEnoughIsKnownAndStays() throws IOException {
    ChurnLearner learner = ChurnLearner.of(DEFINITION);
    ChurnStream stream = new ChurnStream(12, 240, 200);
    while (metric(learner, "n") < ReferenceDistribution.DEFAULT_ROWS) {
      assertThat(learner.model().reference()).isNull();
      stream.next().teach(learner);
    }
    ReferenceDistribution reference = Objects.requireNonNull(learner.model().reference());
    assertThat(reference.names())
        .containsExactly("days_since_purchase", "views_7d", "conversion", "tenure_days", "score");
    long[] counts = reference.counts();

    stream.next(10).forEach(tick -> tick.teach(learner));

    assertThat(Objects.requireNonNull(learner.model().reference()).counts()).isEqualTo(counts);
    ChurnModel read = ChurnModel.read(Bytes.of(Bytes.of(learner.model()::write)));
    assertThat(Objects.requireNonNull(read.reference()).counts()).isEqualTo(counts);
    assertThat(Bytes.of(read::write)).isEqualTo(Bytes.of(learner.model()::write));
  }

  private static double metric(ChurnLearner learner, String name) {
    return Objects.requireNonNull(learner.metrics().get(name));
  }
}
