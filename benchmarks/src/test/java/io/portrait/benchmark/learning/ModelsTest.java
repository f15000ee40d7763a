package io.portrait.benchmark.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.portrait.definition.Churn;
import io.portrait.learning.Example;
import io.portrait.learning.Input;
import io.portrait.learning.LogisticSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** On data whose best answer is known. */
class ModelsTest {

  private static final List<Input> COLUMNS =
      List.of(new Input("a", Input.Scale.PLAIN, false), new Input("b", Input.Scale.PLAIN, false));

  private final SortedMap<Long, List<Example>> ticks = ticks(new Random(11));

  @Test
  void theBatchModelFindsWhatTheLabelsWereDrawnFrom() {
    double known = 0;
    int count = 0;
    for (List<Example> users : ticks.values()) {
      for (Example user : users) {
        double right = truth(user.features());
        known -= Math.log(user.label() == 1 ? right : 1 - right);
        count++;
      }
    }

    Scores batch = scores(new BatchLogistic(COLUMNS));

    assertThat(batch.logLoss()).isEqualTo(known / count, within(0.02));
  }

  @Test
  void whatIsLearnedOnlineIsNearlyAsGoodAndTheBaseRateIsNot() {
    Scores batch = scores(new BatchLogistic(COLUMNS));
    LogisticSpec spec = new LogisticSpec(COLUMNS, List.of(), Churn.Learning.DEFAULT);

    assertThat(scores(OnlineLogistic.summing(spec)).auc()).isEqualTo(batch.auc(), within(0.02));
    assertThat(scores(new BaseRate()).logLoss()).isGreaterThan(batch.logLoss() + 0.1);
  }

  @Test
  void aModelOfOneColumnKnowsNothingOfTheOther() {
    Scores both = scores(new BatchLogistic(COLUMNS));
    Scores second = scores(new Narrowed(new BatchLogistic(List.of(COLUMNS.get(1))), 1));

    assertThat(second.auc()).isBetween(0.55, both.auc() - 0.1);
  }

  @Test
  void batchClustersAreTheHeapsThatPointsLieIn() {
    Random random = new Random(5);
    List<double[]> points = new ArrayList<>();
    double inertia = 0;
    for (int i = 0; i < 300; i++) {
      double[] off = {random.nextGaussian() * 0.1, random.nextGaussian() * 0.1};
      points.add(new double[] {i % 3 * 10 + off[0], i % 2 * 10 + off[1]});
      inertia += off[0] * off[0] + off[1] * off[1];
    }

    KMeansFit fit = KMeansFit.of(points, 6, random);

    assertThat(fit.inertia()).isLessThan(inertia).isGreaterThan(inertia * 0.9);
    assertThat(fit.nearest(points.get(0))).isEqualTo(fit.nearest(points.get(6)));
    assertThat(fit.nearest(points.get(0))).isNotEqualTo(fit.nearest(points.get(1)));
  }

  private Scores scores(ChurnModel model) {
    return Scores.of(TestThenTrain.afterWarmUp(new TestThenTrain(ticks).run(model)));
  }

  private static double truth(double[] features) {
    return 1 / (1 + Math.exp(1 - 1.5 * features[0] - 0.7 * features[1]));
  }

  private static SortedMap<Long, List<Example>> ticks(Random random) {
    SortedMap<Long, List<Example>> ticks = new TreeMap<>();
    for (long tick = 0; tick < 20; tick++) {
      List<Example> users = new ArrayList<>();
      for (int user = 0; user < 500; user++) {
        double[] features = {random.nextGaussian(), random.nextGaussian()};
        double label = random.nextDouble() < truth(features) ? 1 : 0;
        users.add(new Example("u" + user, tick, tick + 2, features, label, 1));
      }
      ticks.put(tick, users);
    }
    return ticks;
  }
}
