package io.portrait.learning;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The oracle of a {@link ChurnLearner}: keeps every model that ever spoke, as bytes that nobody can
 * change, and every prediction.
 */
final class NaiveChurn {

  private final int recencyColumn;
  private final List<Published> published = new ArrayList<>();
  private final List<PublishedBaseline> recency = new ArrayList<>();
  private final List<Said> latestTick = new ArrayList<>();
  private final List<Said> all = new ArrayList<>();
  private final LogisticLearner regression;
  private final LogisticLearner byRecency;
  private final Calibration calibration = new Calibration();

  private record Published(long from, byte[] model) {}

  private record PublishedBaseline(long from, LogisticModel model) {}

  /** What was said of an example, by whom. */
  record Said(
      double served,
      double own,
      double baseRate,
      double recency,
      long version,
      boolean isChurned) {}

  /**
   * Of a learner that has learned nothing here.
   *
   * @param regression what it starts from
   * @param recencyColumn -1 for none
   */
  NaiveChurn(LogisticSpec spec, int recencyColumn, LogisticLearner regression, ChurnModel start)
      throws IOException {
    this.recencyColumn = recencyColumn;
    this.regression = regression;
    byRecency =
        new LogisticLearner(
            new LogisticSpec(
                recencyColumn < 0 ? List.of() : List.of(spec.columns().get(recencyColumn)),
                List.of(),
                spec.learning()));
    published.add(new Published(Long.MIN_VALUE, Bytes.of(start::write)));
  }

  /** What is said of an example, and learned from it. */
  Said learn(Example example) throws IOException {
    byte[] bytes = published.get(0).model();
    for (Published model : published) {
      if (model.from() <= example.tickMillis()) {
        bytes = model.model();
      }
    }
    ChurnModel then = ChurnModel.read(Bytes.of(bytes));
    Said said = new Said(Double.NaN, 0, 0, 0, 0, false);
    if (then.isTrained()) {
      double[] features = example.features();
      double recencyThen = then.baseRate();
      for (PublishedBaseline model : recency) {
        if (model.from() <= example.tickMillis()) {
          recencyThen = model.model().probability(new double[] {features[recencyColumn]});
        }
      }
      said =
          new Said(
              then.probability(features),
              then.ownProbability(then.rawProbability(features)),
              then.baseRate(),
              recencyThen,
              then.version(),
              example.label() == 1);
      latestTick.add(said);
      double raw = then.rawProbability(features);
      calibration.add(raw, then.corrected(raw), example.label());
    }
    regression.learn(example);
    if (recencyColumn >= 0) {
      byRecency.learn(alone(example));
    }
    return said;
  }

  private Example alone(Example example) {
    return new Example(
        example.userId(),
        example.tickMillis(),
        example.dueMillis(),
        new double[] {example.features()[recencyColumn]},
        example.label(),
        example.weight());
  }

  /** Closes a tick, after which a model was published. */
  void endTick(long due, ChurnModel model) throws IOException {
    regression.closeBlock();
    byRecency.closeBlock();
    published.add(new Published(due, Bytes.of(model::write)));
    if (recencyColumn >= 0) {
      recency.add(new PublishedBaseline(due, byRecency.model()));
    }
    all.addAll(latestTick);
    latestTick.clear();
  }

  /** What the newest model says, be it to be believed or not. */
  double probability(double[] features) {
    return calibration.apply(regression.model().probability(features));
  }

  /** Everything that was said of users whose ticks are closed. */
  List<Said> predictions() {
    return List.copyOf(all);
  }
}
