package io.portrait.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.portrait.definition.Churn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Learning against a recomputation straight from the paper, and what it must refuse. */
class LogisticLearnerTest {

  @ParameterizedTest(name = "blocks of {0}, l1 {1}, l2 {2}, beta {3}")
  @CsvSource({"1, 0, 0, 1", "7, 2, 0, 1", "32, 1, 0.5, 1", "50, 5, 3, 0.01", "1000, 0, 1, 1"})
  void itsWeightsAreThoseOfThePaper(int block, double l1, double l2, double beta) {
    LogisticSpec spec =
        new LogisticSpec(
            GeneratedUsers.COLUMNS,
            List.of("tenure_days", "views_7d", "days_since_purchase"),
            2.5,
            new Churn.Learning(0.05, beta, l1, l2, block));
    List<Example> examples = withEmbeddings(new GeneratedUsers(1, 0).next(300));
    LogisticLearner learner = new LogisticLearner(spec);
    NaiveRegression naive = new NaiveRegression(spec);

    for (int from = 0; from < examples.size(); from += block) {
      int to = Math.min(from + block, examples.size());
      learnAll(learner, examples.subList(from, to));
      learner.closeBlock();
      naive.learn(examples.subList(from, to), examples.subList(0, from));
    }

    learner
        .model()
        .weights()
        .forEach(
            (name, weight) ->
                assertThat(weight).as(name).isCloseTo(naive.weight(name), offset(1e-9)));
    assertThat(learner.model().weights()).containsKey("embedding[2]").hasSize(17);
    for (Example example : examples) {
      assertThat(learner.model().probability(example.features()))
          .isCloseTo(naive.probability(example.features(), examples), offset(1e-9));
    }
  }

  /** Some without a vector; those that come later have longer ones. */
  private static List<Example> withEmbeddings(List<Example> examples) {
    Random random = new Random(4);
    List<Example> with = new ArrayList<>();
    for (Example example : examples) {
      int coordinates = with.size() < 40 ? 0 : random.nextInt(3) == 0 ? 0 : 3;
      double[] features =
          Arrays.copyOf(example.features(), example.features().length + coordinates);
      for (int i = example.features().length; i < features.length; i++) {
        features[i] = random.nextDouble() - 0.5;
      }
      with.add(of(features, example.label(), 0.5 + random.nextDouble()));
    }
    return with;
  }

  @Test
  void theModelIsThatOfTheLastBlock() {
    LogisticLearner learner = new LogisticLearner(GeneratedUsers.spec(3));
    List<Example> users = new GeneratedUsers(2, 0).next(4);
    LogisticModel untrained = learner.model();

    assertThat(learner.learn(users.get(0))).isFalse();
    assertThat(learner.learn(users.get(1))).isFalse();
    assertThat(learner.model()).isSameAs(untrained);
    assertThat(learner.learn(users.get(2))).as("the third closes a block").isTrue();
    assertThat(learner.model().version()).isEqualTo(1);
    assertThat(learner.closeBlock()).as("nothing is in it").isFalse();
    assertThat(learner.model().version()).isEqualTo(1);
    assertThat(learner.learn(users.get(3))).isFalse();
    assertThat(learner.closeBlock()).isTrue();
    assertThat(learner.model().version()).isEqualTo(2);
    assertThat(learner.model().examples()).isEqualTo(4);
  }

  @Test
  void aModelThatHasLearnedNothingSaysOneHalf() {
    LogisticModel untrained = new LogisticLearner(GeneratedUsers.spec(32)).model();

    assertThat(untrained.version()).isZero();
    assertThat(untrained.isTrained()).isFalse();
    assertThat(untrained.probability(new GeneratedUsers(3, 0).next().features())).isEqualTo(0.5);
    assertThat(untrained.reasons(new double[] {1, 2, 3, 4}, 3)).isEmpty();
  }

  @Test
  void aWeightOfThreeIsThreeExamples() {
    LogisticSpec spec = GeneratedUsers.spec(1000);
    LogisticLearner weighted = new LogisticLearner(spec);
    LogisticLearner repeated = new LogisticLearner(spec);
    GeneratedUsers users = new GeneratedUsers(5, -1);

    for (int block = 0; block < 20; block++) {
      for (Example user : users.next(50)) {
        weighted.learn(of(user.features(), user.label(), 3));
        learnAll(repeated, List.of(user, user, user));
      }
      weighted.closeBlock();
      repeated.closeBlock();
    }

    assertThat(weighted.model().baseRate()).isEqualTo(repeated.model().baseRate());
    weighted
        .model()
        .weights()
        .forEach(
            (name, weight) ->
                assertThat(weight)
                    .as(name)
                    .isCloseTo(repeated.model().weights().get(name), offset(1e-9)));
    assertThat(weighted.model().weights().get("days_since_purchase")).isNotZero();
  }

  @Test
  void whatIsBrokenIsRefusedAndChangesNothing() throws Exception {
    LogisticLearner learner = new LogisticLearner(GeneratedUsers.spec(32));
    learnAll(learner, withEmbeddings(new GeneratedUsers(6, 0).next(100)));
    byte[] before = Bytes.of(learner::write);

    double[] sound = {1, 2, 0.5, 4};
    List<Example> broken =
        List.of(
            of(new double[] {Double.POSITIVE_INFINITY, 2, 0.5, 4}, 1, 1),
            of(new double[] {1, 2, Double.NEGATIVE_INFINITY, 4}, 1, 1),
            of(new double[] {1, 2, 1e200, 4}, 1, 1),
            of(new double[] {1, 2, 0.5, 4, Double.NaN}, 1, 1),
            of(new double[] {1, 2, 0.5, 4, 0, 0, 0, 0, Double.NaN}, 1, 1),
            of(new double[] {1, 2, 0.5, 4, 1e300}, 0, 1),
            of(new double[] {1, 2, 0.5}, 1, 1),
            of(sound, Double.NaN, 1),
            of(sound, Double.POSITIVE_INFINITY, 1),
            of(sound, 0.5, 1),
            of(sound, 1, Double.NaN),
            of(sound, 1, 0),
            of(sound, 1, -1),
            of(sound, 1, 1e200),
            of(sound, 1, Double.POSITIVE_INFINITY));
    broken.forEach(example -> assertThat(learner.learn(example)).isFalse());

    assertThat(learner.refused()).isEqualTo(broken.size());
    // The count of those refused is the last thing that is written.
    byte[] after = Bytes.of(learner::write);
    assertThat(Arrays.copyOf(after, after.length - Long.BYTES))
        .isEqualTo(Arrays.copyOf(before, before.length - Long.BYTES));
  }

  @Test
  void anExampleOfWhichTheModelMakesNoNumberIsRefused() {
    String json =
        new LogisticLearner(GeneratedUsers.spec(1))
            .model()
            .toJson()
            .replaceAll("\"variance\" : 0.0", "\"variance\" : 1.0")
            .replaceAll("\"views_7d\" : 0.0", "\"views_7d\" : 1e308")
            .replaceAll("\"tenure_days\" : 0.0", "\"tenure_days\" : -1e308");
    LogisticLearner learner =
        LogisticLearner.from(GeneratedUsers.spec(1), LogisticModel.fromJson(json));

    double[] overflowing = {1, 100, 0.5, 100};
    assertThat(learner.model().probability(overflowing)).isNaN();
    assertThat(learner.learn(of(overflowing, 1, 1))).isFalse();
    assertThat(learner.refused()).isEqualTo(1);
    assertThat(learner.closeBlock()).as("nothing is in it").isFalse();
  }

  @Test
  void theGreatestExamplesThatItTakesLeaveItFinite() {
    LogisticLearner learner = new LogisticLearner(GeneratedUsers.spec(2));
    for (int i = 0; i < 100; i++) {
      double sign = i % 2 == 0 ? 1 : -1;
      double[] features = {1e50 * sign, 1e50, 1e50 * sign, i, 1e50 * sign};
      learner.learn(of(features, i % 3 == 0 ? 1 : 0, 1e50));
    }

    assertThat(learner.model().weights().values()).allMatch(Double::isFinite);
    assertThat(learner.model().version()).isEqualTo(50);
    assertThat(learner.model().probability(new double[] {1, 2, 0.5, 4, 1})).isBetween(0.0, 1.0);
    assertThat(LogisticModel.fromJson(learner.model().toJson()).toJson())
        .isEqualTo(learner.model().toJson());
  }

  @Test
  void oneOverwhelmingExampleLeavesABaseRate() {
    LogisticLearner learner = new LogisticLearner(GeneratedUsers.spec(1));
    learner.learn(of(new double[] {1, 2, 0.5, 4}, 1, 1e50));

    assertThat(learner.model().baseRate()).isEqualTo(1 - 1e-9);
    assertThat(LogisticLearner.from(GeneratedUsers.spec(1), learner.model()).model().baseRate())
        .isEqualTo(1 - 1e-9);
  }

  @Test
  void aWarmStartGoesOnFromAModelsWeights() {
    LogisticSpec spec = GeneratedUsers.spec(32);
    LogisticLearner first = new LogisticLearner(spec);
    GeneratedUsers users = new GeneratedUsers(7, -1);
    learnAll(first, users.next(313 * 32));
    LogisticModel model = first.model();

    LogisticLearner second = LogisticLearner.from(spec, model);
    assertThat(second.model().toJson()).isEqualTo(model.toJson());
    List<Example> next = users.next(32);
    learnAll(first, next);
    learnAll(second, next);

    assertThat(second.model().version()).isEqualTo(model.version() + 1);
    assertThat(second.model().baseRate()).isCloseTo(first.model().baseRate(), offset(1e-9));
    first
        .model()
        .weights()
        .forEach(
            (name, weight) ->
                assertThat(second.model().weights().get(name))
                    .as(name)
                    .isCloseTo(weight, offset(0.001)));
  }

  @Test
  void aWarmStartFromFewExamplesKeepsTheirBaseRate() {
    LogisticModel few =
        LogisticModel.fromJson(
            """
            {"examples": 0, "base_rate": 0.02, "columns": [], "weights": {"(intercept)": 0.5}}
            """);
    LogisticLearner learner =
        LogisticLearner.from(new LogisticSpec(List.of(), List.of(), Churn.Learning.DEFAULT), few);
    learner.learn(of(new double[0], 0, 1));
    learner.closeBlock();

    assertThat(learner.model().baseRate()).isBetween(0.019, 0.02);
  }

  static Example of(double[] features, double label, double weight) {
    return new Example("user", 0, 0, features, label, weight);
  }

  static void learnAll(LogisticLearner learner, List<Example> examples) {
    examples.forEach(learner::learn);
  }
}
