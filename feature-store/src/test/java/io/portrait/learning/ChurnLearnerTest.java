package io.portrait.learning;

import static io.portrait.learning.ChurnStream.DAY;
import static io.portrait.learning.ChurnStream.DEFINITION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.portrait.definition.Definition;
import io.portrait.learning.ChurnLearner.Said;
import io.portrait.learning.ChurnStream.Tick;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tested, then trained: what a model said at a tick, not what a later one would have said. */
class ChurnLearnerTest {

  @Property(tries = 20, shrinking = ShrinkingMode.OFF)
  void whatIsSaidOfAnExampleIsWhatTheModelOfItsTickSaid(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 200) int horizonHours,
      @ForAll @IntRange(min = 1, max = 80) int most)
      throws IOException {
    Definition definition = ChurnStream.definition(horizonHours, ChurnStream.COLUMNS);
    ChurnLearner learner = ChurnLearner.of(definition);
    NaiveChurn naive = naive(definition, 0, learner);
    ChurnStream stream = new ChurnStream(seed, horizonHours, most);

    for (int day = 0; day < 25; day++) {
      learn(learner, naive, day < 15 ? stream.next() : stream.reversed());
    }

    assertThat(naive.predictions()).isNotEmpty();
    assertEvaluated(learner.metrics(), naive);
  }

  @Test
  void aModelThatIsCorrectedSaysWhatItSaidThen() throws IOException {
    ChurnLearner learner = ChurnLearner.of(DEFINITION);
    NaiveChurn naive = naive(DEFINITION, 0, learner);
    ChurnStream stream = new ChurnStream(1, 240, 200);
    boolean isCorrected = false;
    boolean isDistrusted = false;

    for (int day = 0; day < 90; day++) {
      learn(learner, naive, day < 50 ? stream.next() : stream.reversed());
      isCorrected |= metric(learner, "calibration.used") == 1;
      isDistrusted |= learner.model().isDistrusted();
    }

    assertThat(isCorrected).isTrue();
    assertThat(isDistrusted).isTrue();
    assertEvaluated(learner.metrics(), naive);
  }

  @Test
  void aModelFromElsewhereSpeaksFromTheStart() throws IOException {
    LogisticLearner offline = new LogisticLearner(ChurnPlan.of(DEFINITION).spec());
    new GeneratedUsers(4, 0).next(1_000).forEach(offline::learn);
    offline.closeBlock();
    LogisticModel start = LogisticModel.fromJson(offline.model().toJson());
    ChurnLearner learner = ChurnLearner.of(DEFINITION);
    learner.adopt(start, Long.MIN_VALUE);
    NaiveChurn naive =
        new NaiveChurn(
            ChurnPlan.of(DEFINITION).spec(),
            0,
            LogisticLearner.from(ChurnPlan.of(DEFINITION).spec(), start),
            learner.model());
    ChurnStream stream = new ChurnStream(5, 240, 50);
    Example first = stream.next().examples().get(0);
    assertThat(learner.model().version()).isEqualTo(start.version());
    assertThat(learner.model().probability(first.features()))
        .isEqualTo(start.probability(first.features()));

    long users = 0;
    for (Tick tick : stream.next(20)) {
      learn(learner, naive, tick);
      users += tick.examples().size();
    }

    assertThat(learner.metrics()).containsEntry("n", (double) users);
    assertEvaluated(learner.metrics(), naive);
  }

  @Test
  void aBaselineThatHasLearnedNothingIsTheBaseRate() {
    LogisticLearner offline = new LogisticLearner(ChurnPlan.of(DEFINITION).spec());
    new GeneratedUsers(4, -2).next(1_000).forEach(offline::learn);
    ChurnLearner learner = ChurnLearner.of(DEFINITION);
    learner.adopt(offline.model(), Long.MIN_VALUE);
    ChurnStream stream = new ChurnStream(5, 24, 50);
    double[] broken = {Double.POSITIVE_INFINITY, 1, 1, 1};
    learner.learn(new Example("a", -DAY, 0, broken, 1, 1));
    learner.endTick(0);

    stream.next().teach(learner);

    assertThat(learner.metrics().get("recency.log_loss"))
        .isEqualTo(learner.metrics().get("base_rate.log_loss"));
  }

  @Test
  void withoutAColumnThatSaysHowLongAgoTheBaseRateStandsForIt() throws IOException {
    Definition definition = ChurnStream.definition(240, "views_7d, conversion, tenure_days");
    ChurnLearner learner = ChurnLearner.of(definition);
    NaiveChurn naive = naive(definition, -1, learner);
    for (Tick tick : new ChurnStream(6, 240, 50).next(20)) {
      learn(learner, naive, without(tick, 0));
    }

    assertEvaluated(learner.metrics(), naive);
    assertThat(learner.metrics().get("recency.log_loss"))
        .isEqualTo(learner.metrics().get("base_rate.log_loss"));
  }

  /** By the type of events: what the baseline should look at, then which of the columns that is. */
  @ParameterizedTest
  @CsvSource({
    "'days_since_view, views_7d, days_since_purchase, tenure_days', 2",
    "'days_since_purchase, views_7d, days_since_view, tenure_days', 0",
    "'conversion, views_7d, carts_7d, days_since_view', 3",
  })
  void theBaselineLooksAtTheRecencyOfActivityIfItCan(String columns, int recencyColumn)
      throws IOException {
    Definition definition = ChurnStream.definition(240, columns);
    ChurnLearner learner = ChurnLearner.of(definition);
    NaiveChurn naive = naive(definition, recencyColumn, learner);
    for (Tick tick : new ChurnStream(7, 240, 50).next(20)) {
      learn(learner, naive, tick);
    }

    assertEvaluated(learner.metrics(), naive);
  }

  private static Tick without(Tick tick, int column) {
    List<Example> examples = new ArrayList<>();
    for (Example user : tick.examples()) {
      double[] features = new double[user.features().length - 1];
      System.arraycopy(user.features(), 0, features, 0, column);
      System.arraycopy(user.features(), column + 1, features, column, features.length - column);
      examples.add(
          new Example(
              user.userId(),
              user.tickMillis(),
              user.dueMillis(),
              features,
              user.label(),
              user.weight()));
    }
    return new Tick(tick.due(), examples);
  }

  private static NaiveChurn naive(Definition definition, int recencyColumn, ChurnLearner learner)
      throws IOException {
    LogisticSpec spec = ChurnPlan.of(definition).spec();
    return new NaiveChurn(spec, recencyColumn, new LogisticLearner(spec), learner.model());
  }

  private static void learn(ChurnLearner learner, NaiveChurn naive, Tick tick) throws IOException {
    for (Example example : tick.examples()) {
      NaiveChurn.Said expected = naive.learn(example);
      Said said = learner.learn(example);
      assertThat(said).isEqualTo(new Said(expected.served(), expected.version()));
    }
    long before = learner.model().version();
    learner.endTick(tick.due());
    naive.endTick(tick.due(), learner.model());
    assertThat(learner.model().version()).isGreaterThan(before);
    for (Example example : tick.examples()) {
      assertThat(learner.model().ownProbability(learner.model().rawProbability(example.features())))
          .isEqualTo(naive.probability(example.features()));
    }
  }

  private static void assertEvaluated(Map<String, Double> metrics, NaiveChurn naive) {
    assertThat(metrics).containsEntry("n", (double) naive.predictions().size());
    assertFigures(metrics, "", naive, NaiveChurn.Said::own);
    assertFigures(metrics, "base_rate.", naive, NaiveChurn.Said::baseRate);
    assertFigures(metrics, "recency.", naive, NaiveChurn.Said::recency);
  }

  private static void assertFigures(
      Map<String, Double> metrics,
      String prefix,
      NaiveChurn naive,
      ToDoubleFunction<NaiveChurn.Said> probability) {
    NaiveFigures figures = new NaiveFigures();
    naive
        .predictions()
        .forEach(said -> figures.add(probability.applyAsDouble(said), said.isChurned()));
    assertThat(metrics.get(prefix + "log_loss")).isCloseTo(figures.logLoss(), within(1e-9));
    assertThat(metrics.get(prefix + "brier")).isCloseTo(figures.brier(), within(1e-9));
    if (metrics.containsKey(prefix + "auc")) {
      assertThat(metrics.get(prefix + "auc"))
          .isCloseTo(figures.auc(), within(metrics.getOrDefault(prefix + "auc_error", 0.0) + 1e-9));
    }
  }

  private static double metric(ChurnLearner learner, String name) {
    return Objects.requireNonNull(learner.metrics().get(name));
  }
}
