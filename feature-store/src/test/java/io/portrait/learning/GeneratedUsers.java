package io.portrait.learning;

import io.portrait.definition.Churn;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Users who leave by a law that is known: what a model should find out. Of the four operations and
 * StrictMath only, so that they are the same to the bit everywhere.
 */
final class GeneratedUsers {

  static final List<Input> COLUMNS =
      List.of(
          new Input("days_since_purchase", Input.Scale.LOG, true),
          new Input("views_7d", Input.Scale.LOG, false),
          new Input("conversion", Input.Scale.PLAIN, true),
          new Input("tenure_days", Input.Scale.LOG, false));

  private static final List<String> INTERACTIONS = List.of("days_since_purchase", "tenure_days");

  private final Random random;
  private final double shift;

  /**
   * Makes users.
   *
   * @param shift of every score: -4 makes leaving rare
   */
  GeneratedUsers(long seed, double shift) {
    this.random = new Random(seed);
    this.shift = shift;
  }

  static LogisticSpec spec(int block) {
    Churn.Learning usual = Churn.Learning.DEFAULT;
    return new LogisticSpec(
        COLUMNS,
        INTERACTIONS,
        new Churn.Learning(usual.alpha(), usual.beta(), usual.l1(), usual.l2(), block));
  }

  /** The next user. */
  Example next() {
    double recency = random.nextInt(8) == 0 ? Double.NaN : longTailed(60);
    double views = Math.floor(longTailed(10));
    double conversion = views == 0 ? Double.NaN : random.nextDouble();
    double tenure = longTailed(300);
    double[] features = {recency, views, conversion, tenure};
    double label = random.nextDouble() < probability(features) ? 1 : 0;
    return new Example("user-" + random.nextInt(1000), 0, 0, features, label, 1);
  }

  List<Example> next(int count) {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      examples.add(next());
    }
    return examples;
  }

  /** The law: the probability that such a user leaves. */
  double probability(double[] features) {
    double recency = Double.isNaN(features[0]) ? 1.5 : StrictMath.log1p(features[0]) - 3.2;
    double views = StrictMath.log1p(features[1]) - 1.6;
    double tenure = StrictMath.log1p(features[3]) - 4.9;
    double score = shift + 0.9 * recency - 0.7 * views + 0.3 * recency * tenure;
    return 1 / (1 + StrictMath.exp(-score));
  }

  /** Exponential with that mean. */
  private double longTailed(double mean) {
    return -mean * StrictMath.log(1 - random.nextDouble());
  }
}
