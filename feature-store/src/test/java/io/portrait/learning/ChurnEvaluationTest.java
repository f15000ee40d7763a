package io.portrait.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ChurnEvaluationTest {

  private static final Duration SPAN = Duration.ofDays(28);
  private static final double THRESHOLD = 0.4;
  private static final long DAY = Duration.ofDays(1).toMillis();

  private final Random random = new Random(5);

  /** A user who churns by the model's own probability. */
  private record User(ChurnPrediction prediction, boolean hasChurned) {}

  private List<User> users(int count) {
    return Stream.generate(this::user).limit(count).toList();
  }

  private User user() {
    double probability = 1 / (1 + Math.exp(0.5 - random.nextGaussian()));
    boolean hasChurned = random.nextDouble() < probability;
    double recency = Math.max(0.01, Math.min(0.99, probability + 0.3 * random.nextGaussian()));
    return new User(new ChurnPrediction(probability, 0.4, recency), hasChurned);
  }

  private static void add(ChurnEvaluation evaluation, long tick, List<User> users) {
    users.forEach(user -> evaluation.add(user.prediction(), user.hasChurned()));
    evaluation.endTick(tick);
  }

  @Test
  void figuresAreThoseOfTheTextbookSinceTheStartOverTheSpanAndAtTheTick() {
    ChurnEvaluation evaluation = new ChurnEvaluation(SPAN, THRESHOLD);
    Map<Long, List<User>> ticks = new TreeMap<>();
    for (long week = 0; week < 8; week++) {
      List<User> users = users(300 + 10 * (int) week);
      ticks.put(week * 7 * DAY, users);
      add(evaluation, week * 7 * DAY, users);
    }

    assertThat(evaluation.metrics()).containsEntry("ticks", 8.0).containsEntry("span.ticks", 4.0);
    assertFigures(evaluation.metrics(), "", List.copyOf(ticks.values()));
    assertFigures(evaluation.metrics(), "span.", List.copyOf(ticks.values()).subList(4, 8));
    assertFigures(evaluation.metrics(), "tick.", List.copyOf(ticks.values()).subList(7, 8));
  }

  private static void assertFigures(
      Map<String, Double> metrics, String prefix, List<List<User>> ticks) {
    NaiveFigures model = new NaiveFigures();
    NaiveFigures baseRate = new NaiveFigures();
    NaiveFigures recency = new NaiveFigures();
    double aucOfTicks = 0;
    double aucOfTicksByRecency = 0;
    for (List<User> tick : ticks) {
      NaiveFigures alone = new NaiveFigures();
      NaiveFigures byRecency = new NaiveFigures();
      for (User user : tick) {
        alone.add(user.prediction().model(), user.hasChurned());
        byRecency.add(user.prediction().recency(), user.hasChurned());
        model.add(user.prediction().model(), user.hasChurned());
        baseRate.add(user.prediction().baseRate(), user.hasChurned());
        recency.add(user.prediction().recency(), user.hasChurned());
      }
      aucOfTicks += alone.auc();
      aucOfTicksByRecency += byRecency.auc();
    }
    assertThat(metrics.get(prefix + "n")).isEqualTo(model.users());
    assertThat(metrics.get(prefix + "base_rate")).isEqualTo(model.baseRate());
    assertScores(metrics, prefix, model);
    assertScores(metrics, prefix + "base_rate.", baseRate);
    assertScores(metrics, prefix + "recency.", recency);
    assertThat(metrics.get(prefix + "auc_within_ticks"))
        .isCloseTo(aucOfTicks / ticks.size(), within(0.001));
    assertThat(metrics.get(prefix + "recency.auc_within_ticks"))
        .isCloseTo(aucOfTicksByRecency / ticks.size(), within(0.001));
    assertThat(metrics.get(prefix + "base_rate.auc_within_ticks")).isCloseTo(0.5, within(1e-12));
    assertThat(metrics.get(prefix + "lift_top_tenth"))
        .isCloseTo(model.liftOfTopTenth(), within(0.03));

    double truePositives = model.count(THRESHOLD, true, true);
    double falsePositives = model.count(THRESHOLD, true, false);
    double falseNegatives = model.count(THRESHOLD, false, true);
    double precision = truePositives / (truePositives + falsePositives);
    double recall = truePositives / (truePositives + falseNegatives);
    assertThat(metrics)
        .containsEntry(prefix + "true_positives", truePositives)
        .containsEntry(prefix + "false_positives", falsePositives)
        .containsEntry(prefix + "true_negatives", (double) model.count(THRESHOLD, false, false))
        .containsEntry(prefix + "false_negatives", falseNegatives)
        .containsEntry(prefix + "precision", precision)
        .containsEntry(prefix + "recall", recall);
    assertThat(metrics.get(prefix + "f1"))
        .isCloseTo(2 * precision * recall / (precision + recall), within(1e-12));
  }

  private static void assertScores(Map<String, Double> metrics, String prefix, NaiveFigures naive) {
    assertThat(metrics.get(prefix + "log_loss")).isCloseTo(naive.logLoss(), within(1e-12));
    assertThat(metrics.get(prefix + "brier")).isCloseTo(naive.brier(), within(1e-12));
    assertThat(metrics.get(prefix + "auc_error")).isLessThan(0.001);
    assertThat(metrics.get(prefix + "auc"))
        .isCloseTo(naive.auc(), within(metrics.getOrDefault(prefix + "auc_error", 0.0) + 1e-12));
    assertThat(metrics.get(prefix + "ece"))
        .isCloseTo(naive.expectedCalibrationError(), within(1e-12));
  }

  @Test
  void reliabilityBinsSayHowManyWhatWasSaidAndWhatHappened() {
    ChurnEvaluation evaluation = new ChurnEvaluation(SPAN, THRESHOLD);
    evaluation.add(new ChurnPrediction(0.3125, 0.5, 0.5), true);
    evaluation.add(new ChurnPrediction(0.34375, 0.5, 0.5), false);
    evaluation.add(new ChurnPrediction(1, 0.5, 0.5), true);
    evaluation.endTick(0);

    assertThat(evaluation.metrics())
        .containsEntry("reliability.3.n", 2.0)
        .containsEntry("reliability.3.predicted", 0.328125)
        .containsEntry("reliability.3.churned", 0.5)
        .containsEntry("reliability.9.predicted", 1.0)
        .doesNotContainKey("reliability.0.n");
  }

  @Test
  void whatNothingIsKnownOfIsLeftOut() {
    ChurnEvaluation evaluation = new ChurnEvaluation(SPAN, THRESHOLD);
    evaluation.endTick(0);

    assertThat(evaluation.metrics())
        .containsEntry("n", 0.0)
        .doesNotContainKeys("auc", "log_loss", "precision", "auc_within_ticks");
  }

  @Test
  void anEvaluationThatWasRestoredGoesOnToTheBit() throws IOException {
    ChurnEvaluation undisturbed = new ChurnEvaluation(SPAN, THRESHOLD);
    ChurnEvaluation restored = new ChurnEvaluation(SPAN, THRESHOLD);
    for (int hour = 0; hour < 1_200; hour++) {
      for (User user : users(5)) {
        undisturbed.add(user.prediction(), user.hasChurned());
        restored.add(user.prediction(), user.hasChurned());
      }
      if (hour % 100 == 50) {
        restored = read(written(restored));
        assertThat(restored.metrics()).isEqualTo(undisturbed.metrics());
      }
      undisturbed.endTick(hour * DAY / 24);
      restored.endTick(hour * DAY / 24);
    }

    assertThat(restored.metrics()).isEqualTo(undisturbed.metrics());
    assertThat(written(restored)).isEqualTo(written(undisturbed));
    assertThat(restored.metrics().get("span.ticks")).isBetween(672.0, 672.0 + 24);
  }

  @Test
  void modelWorseThanTheBaseRateIsExplodedUntilItIsBetterAgain() {
    ChurnEvaluation evaluation = new ChurnEvaluation(SPAN, THRESHOLD);
    addAll(evaluation, 0, 0.9, 60);
    assertThat(evaluation.isExploded()).as("one tick says little").isFalse();
    addAll(evaluation, 1, 0.9, 39);
    assertThat(evaluation.isExploded()).as("99 users say little").isFalse();
    addAll(evaluation, 2, 0.9, 1);
    assertThat(evaluation.isExploded()).isTrue();
    assertThat(evaluation.metrics()).containsEntry("distrusted", 1.0);

    addAll(evaluation, 3, 0.1, 2_000);

    assertThat(evaluation.isExploded()).isFalse();
    assertThat(evaluation.metrics()).containsEntry("distrusted", 0.0);
  }

  @Test
  void whatLiesBeforeTheSpanCondemnsNoMore() {
    ChurnEvaluation evaluation = new ChurnEvaluation(SPAN, THRESHOLD);
    addAll(evaluation, 0, 0.9, 5_000);
    addAll(evaluation, 1, 0.2, 5_000);
    assertThat(evaluation.isExploded()).isTrue();

    addAll(evaluation, 28, 0.2, 60);

    assertThat(evaluation.isExploded()).isFalse();
  }

  @Test
  void modelThatSaysNothingIsWorseThanTheBaseRate() {
    ChurnEvaluation evaluation = new ChurnEvaluation(SPAN, THRESHOLD);
    addAll(evaluation, 0, Double.NaN, 100);
    addAll(evaluation, 1, Double.NaN, 100);

    assertThat(evaluation.isExploded()).isTrue();
    assertThat(evaluation.metrics().get("log_loss")).isCloseTo(-Math.log(1e-15), within(1e-9));
    assertThat(evaluation.metrics()).containsEntry("brier", 1.0);
  }

  /** Users who all stay, at a base rate of 0.3. */
  private static void addAll(ChurnEvaluation evaluation, int day, double probability, int users) {
    for (int i = 0; i < users; i++) {
      evaluation.add(new ChurnPrediction(probability, 0.3, 0.3), false);
    }
    evaluation.endTick(day * DAY);
  }

  private static byte[] written(ChurnEvaluation evaluation) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    evaluation.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static ChurnEvaluation read(byte[] bytes) throws IOException {
    return ChurnEvaluation.read(
        new DataInputStream(new ByteArrayInputStream(bytes)), SPAN, THRESHOLD);
  }
}
