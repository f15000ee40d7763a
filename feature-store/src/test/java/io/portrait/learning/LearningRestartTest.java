package io.portrait.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.portrait.definition.Churn;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** A learner that is written and read goes on as if nothing had happened. */
class LearningRestartTest {

  @Property(tries = 60)
  void aRestartAnywhereGivesTheSameBits(
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 400) int before,
      @ForAll @IntRange(min = 1, max = 70) int block)
      throws IOException {
    LogisticSpec spec = eager(GeneratedUsers.COLUMNS, List.of("views_7d", "tenure_days"), block);
    List<Example> users = new GeneratedUsers(seed, -1).next(500);
    LogisticLearner undisturbed = new LogisticLearner(spec);
    LogisticLearner restarted = new LogisticLearner(spec);
    Calibration calibration = new Calibration();
    Calibration restartedCalibration = new Calibration();

    for (int i = 0; i < users.size(); i++) {
      if (i == before) {
        restarted = restarted(restarted, spec);
        restartedCalibration = Calibration.read(Bytes.of(Bytes.of(restartedCalibration::write)));
      }
      Example user = i % 50 == 49 ? broken() : users.get(i);
      calibration.add(undisturbed.model().probability(user.features()), user.label());
      restartedCalibration.add(restarted.model().probability(user.features()), user.label());
      assertThat(restarted.learn(user)).isEqualTo(undisturbed.learn(user));
    }

    assertThat(restarted.refused()).isEqualTo(10);
    assertThat(Bytes.of(restarted::write)).isEqualTo(Bytes.of(undisturbed::write));
    assertThat(Bytes.of(restartedCalibration::write)).isEqualTo(Bytes.of(calibration::write));
    assertThat(undisturbed.model().weights().values()).anyMatch(weight -> weight != 0);
  }

  @Property(tries = 30)
  void aRestartRightAfterAWarmStartGivesTheSameBits(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 40) int before) throws IOException {
    LogisticSpec spec = eager(GeneratedUsers.COLUMNS, List.of(), 16);
    GeneratedUsers users = new GeneratedUsers(seed, 0);
    LogisticLearner offline = new LogisticLearner(spec);
    users.next(400).forEach(offline::learn);
    LogisticLearner undisturbed = LogisticLearner.from(spec, offline.model());
    LogisticLearner restarted = LogisticLearner.from(spec, offline.model());

    for (int i = 0; i < 50; i++) {
      if (i == before) {
        restarted = restarted(restarted, spec);
      }
      Example user = users.next();
      undisturbed.learn(user);
      restarted.learn(user);
    }

    assertThat(Bytes.of(restarted::write)).isEqualTo(Bytes.of(undisturbed::write));
  }

  @Test
  void aModelIsReadAsItWasWritten() throws IOException {
    LogisticLearner learner =
        new LogisticLearner(eager(GeneratedUsers.COLUMNS, List.of("views_7d", "tenure_days"), 16));
    new GeneratedUsers(1, 0).next(200).forEach(learner::learn);
    byte[] bytes = Bytes.of(learner.model()::write);

    LogisticModel read = LogisticModel.read(Bytes.of(bytes));

    assertThat(Bytes.of(read::write)).isEqualTo(bytes);
    for (Example user : new GeneratedUsers(2, 0).next(100)) {
      assertThat(read.probability(user.features()))
          .isEqualTo(learner.model().probability(user.features()));
    }
  }

  @Test
  void columnsThatComeGoOrMoveLeaveTheWeightsOfTheOthers() throws IOException {
    Input recency = new Input("days_since_purchase", Input.Scale.LOG, true);
    Input views = new Input("views_7d", Input.Scale.LOG, false);
    Input conversion = new Input("conversion", Input.Scale.PLAIN, true);
    Input tenure = new Input("tenure_days", Input.Scale.LOG, false);
    LogisticLearner learner =
        new LogisticLearner(
            eager(
                List.of(recency, views, conversion, tenure),
                List.of("days_since_purchase", "tenure_days", "views_7d"),
                10));
    for (Example user : new GeneratedUsers(3, 0).next(2_005)) {
      double[] features = Arrays.copyOf(user.features(), 6);
      features[4] = user.label() - 0.5;
      features[5] = 0.25;
      learner.learn(LogisticLearnerTest.of(features, user.label(), 1));
    }
    Map<String, Double> before = learner.model().weights();

    // Views are gone, spend is new, conversion is scaled otherwise, the others changed places.
    LogisticSpec changed =
        eager(
            List.of(
                tenure,
                new Input("spend", Input.Scale.LOG, false),
                new Input("conversion", Input.Scale.LOG, true),
                recency),
            List.of("tenure_days", "days_since_purchase", "spend"),
            10);
    LogisticLearner read = restarted(learner, changed);
    Map<String, Double> after = read.model().weights();

    assertThat(before.values().stream().filter(weight -> weight != 0).count()).isGreaterThan(10);
    assertThat(after).hasSize(1 + 8 + 3 + 2 + 2);
    after.forEach(
        (name, weight) ->
            assertThat(weight)
                .as(name)
                .isEqualTo(
                    name.contains("spend") || name.contains("conversion")
                        ? 0.0
                        : before.get(name)));
    assertThat(read.model().version()).isEqualTo(learner.model().version());
    assertThat(read.model().baseRate()).isEqualTo(learner.model().baseRate());

    // And back: what was kept goes on to the bit, with the block that was not full.
    for (String name : List.of("tenure_days", "days_since_purchase * tenure_days")) {
      assertThat(afterOneMore(read, new double[] {7, 3, 1, 5, 0.1, 0.2}).get(name))
          .as(name)
          .isNotEqualTo(before.get(name));
    }
    Input one = new Input("spend", Input.Scale.LOG, false);
    LogisticSpec moved = eager(List.of(tenure, one, conversion, recency, views), List.of(), 10);
    LogisticSpec same = eager(List.of(recency, views, conversion, tenure), List.of(), 10);
    Map<String, Double> here =
        afterOneMore(restarted(learner, same), new double[] {5, 3, 0.5, 7, 0.1, 0.2});
    Map<String, Double> there =
        afterOneMore(restarted(learner, moved), new double[] {7, 9, 0.5, 5, 3, 0.1, 0.2});
    here.forEach(
        (name, weight) -> assertThat(there.get(name)).as(name).isCloseTo(weight, offset(1e-12)));
    assertThat(here).isNotEqualTo(before);
  }

  private static Example broken() {
    return LogisticLearnerTest.of(new double[] {1, Double.POSITIVE_INFINITY, 1, 1}, 1, 1);
  }

  private static Map<String, Double> afterOneMore(LogisticLearner learner, double[] features) {
    learner.learn(LogisticLearnerTest.of(features, 1, 1));
    learner.closeBlock();
    return learner.model().weights();
  }

  private static LogisticLearner restarted(LogisticLearner learner, LogisticSpec spec)
      throws IOException {
    return LogisticLearner.read(Bytes.of(Bytes.of(learner::write)), spec);
  }

  /** Learns from little, so that a short test moves every weight. */
  private static LogisticSpec eager(List<Input> columns, List<String> interactions, int block) {
    return new LogisticSpec(columns, interactions, new Churn.Learning(0.1, 1, 0.1, 0.01, block));
  }
}
