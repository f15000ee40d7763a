package io.portrait.learning;

import static io.portrait.learning.Mixture.columns;
import static io.portrait.learning.Mixture.example;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

/** Segments as users come: the rule, the start, and what becomes of numbers. */
class KMeansLearnerTest {

  @Property(tries = 20, shrinking = ShrinkingMode.OFF)
  void everyBlockMovesCentroidsAsTheRuleSays(
      @ForAll long seed, @ForAll @DoubleRange(min = 0.5, max = 1) double decay) {
    KMeansSpec spec = new KMeansSpec(columns(3), 4, decay, 64, 1.5);
    Mixture mixture = new Mixture(4, 3, 2, seed);
    KMeansLearner learner = new KMeansLearner(spec);
    NaiveKMeans naive = new NaiveKMeans(spec);

    for (int i = 0; i < 1_500; i++) {
      Example user = mixture.next();
      naive.add(user.features());
      boolean isClosed = learner.learn(user);
      if (i == 700) {
        // a tick ends inside a block
        isClosed = learner.closeBlock();
      }
      if (isClosed) {
        KMeansModel model = model(learner);
        if (model.version() == 1) {
          naive.start(model.centroids(), sizes(model));
        } else {
          naive.closeBlock();
        }
        double[][] expected = naive.standardisedCentroids();
        for (int segment = 0; segment < 4; segment++) {
          assertThat(model.centroids()[segment]).containsExactly(expected[segment], within(1e-9));
        }
      }
    }
    assertThat(model(learner).version()).isEqualTo(1 + 1 + 799 / 64 + 200 / 64);
  }

  @Property(tries = 30, shrinking = ShrinkingMode.OFF)
  void theStartFindsClustersThatLieApart(@ForAll long seed) {
    Mixture mixture = Mixture.separated(6, seed);
    KMeansLearner learner = new KMeansLearner(new KMeansSpec(columns(6), 6, 0.9, 256));
    for (int i = 1; i < 500; i++) {
      assertThat(learner.learn(mixture.next())).isFalse();
      assertThat(learner.model()).isNull();
    }

    assertThat(learner.learn(mixture.next())).isTrue();

    TreeSet<Integer> found = new TreeSet<>();
    for (double[] centre : mixture.centres) {
      found.add(model(learner).nearest(centre));
    }
    assertThat(found).containsExactly(0, 1, 2, 3, 4, 5);
  }

  @Test
  void segmentsAreNumberedByTheirSizeAtTheStart() {
    Mixture mixture = Mixture.separated(4, 1);
    KMeansLearner learner = new KMeansLearner(new KMeansSpec(columns(4), 4, 0.9, 256));
    for (int i = 0; i < 500; i++) {
      learner.learn(mixture.next(i % 10 == 0 ? 0 : i % 10 < 3 ? 1 : i % 10 < 6 ? 2 : 3));
    }

    assertThat(sizes(model(learner))).containsExactly(200, 150, 100, 50);
    assertThat(model(learner).nearest(mixture.centres[3])).isEqualTo(0);
    assertThat(model(learner).nearest(mixture.centres[0])).isEqualTo(3);
  }

  @Property(tries = 20, shrinking = ShrinkingMode.OFF)
  void anEarlyStartIsFollowedByAnotherThatKeepsTheNumbers(@ForAll long seed) {
    Mixture mixture = Mixture.separated(5, seed);
    KMeansLearner learner = new KMeansLearner(new KMeansSpec(columns(5), 5, 0.9, 256));
    mixture.users(60).forEach(learner::learn);
    for (int kind = 0; kind < 5; kind++) {
      learner.learn(mixture.next(kind));
    }
    assertThat(learner.closeBlock()).isTrue();
    int[] early = numbers(model(learner), mixture);

    // later users are of the small segments mostly: numbering by size would differ
    for (int i = 65; i < 499; i++) {
      learner.learn(mixture.next(i % 3 == 0 ? i % 5 : kindOf(early, 4)));
    }
    long version = model(learner).version();
    assertThat(learner.learn(mixture.next(0))).isTrue();

    assertThat(model(learner).version()).isEqualTo(version + 1);
    assertThat(numbers(model(learner), mixture)).containsExactly(early);
    assertThat(Arrays.stream(sizes(model(learner))).sum()).isEqualTo(500);
  }

  @Test
  void thereIsNoModelOfTooFewDistinctUsers() {
    KMeansLearner learner = new KMeansLearner(new KMeansSpec(columns(1), 3, 0.9, 10));
    for (int i = 0; i < 400; i++) {
      learner.learn(example("u" + i, i % 5));
    }
    assertThat(learner.closeBlock()).isFalse();
    assertThat(learner.model()).isNull();

    learner.learn(example("another", 5));

    assertThat(learner.closeBlock()).isTrue();
    assertThat(model(learner).version()).isEqualTo(1);
  }

  @Test
  void usersWhoAreAllTheSameStartNothingUntilOthersCome() {
    KMeansLearner learner = new KMeansLearner(new KMeansSpec(columns(1), 2, 0.9, 10));
    for (int i = 0; i < 1_200; i++) {
      assertThat(learner.learn(example("u" + i, 7))).isFalse();
    }
    int until = 0;
    while (!learner.learn(example("v" + until, until % 100))) {
      until++;
    }
    assertThat(until).isBetween(200, 499);
  }

  @Test
  void aTickWithoutUsersClosesNoBlock() {
    KMeansLearner learner = started(Mixture.separated(3, 1), 3);
    assertThat(learner.closeBlock()).isFalse();
    learner.learn(example("u", 1, 2, 3));
    assertThat(learner.closeBlock()).isTrue();
    assertThat(learner.closeBlock()).isFalse();
    assertThat(model(learner).version()).isEqualTo(2);
  }

  @Test
  void whatIsInfiniteIsRefusedAndChangesNothing() throws IOException {
    KMeansLearner learner = started(Mixture.separated(2, 3), 2);
    KMeansLearner undisturbed = started(Mixture.separated(2, 3), 2);
    double[][] unsound = {
      {Double.POSITIVE_INFINITY, 0}, {0, Double.NEGATIVE_INFINITY}, {1e200, 0}, {0, 0, Double.NaN}
    };
    for (double[] features : unsound) {
      assertThat(learner.learn(example("u", features))).isFalse();
    }
    assertThat(learner.learn(example("u", 1))).isFalse();
    assertThat(learner.refused()).isEqualTo(5);

    learner.learn(example("u", 1, 2));
    undisturbed.learn(example("u", 1, 2));
    learner.closeBlock();
    undisturbed.closeBlock();

    assertThat(Bytes.of(model(learner)::write)).isEqualTo(Bytes.of(model(undisturbed)::write));
  }

  @Test
  void aSegmentThatNobodyBelongsToIsGivenHalfOfTheWidest() {
    Mixture mixture = Mixture.separated(4, 5);
    KMeansLearner learner = started(mixture, 4);
    int dead = model(learner).nearest(mixture.centres[0]);
    List<double[]> users = new ArrayList<>();
    for (int i = 0; i < 60 * 256; i++) {
      Example user = mixture.next(1 + i % 3);
      users.add(user.features());
      learner.learn(user);
    }

    KMeansModel model = model(learner);
    long inDead = users.stream().filter(features -> model.nearest(features) == dead).count();
    // half of a third, or what a decay of 0.9 makes of it
    assertThat((double) inDead / users.size()).isBetween(0.05, 0.3);
    assertThat(model.squaredDistance(mixture.centres[0], dead)).isGreaterThan(1);
  }

  @Test
  void aSmallSegmentThatLivesIsLeftAlone() {
    Mixture mixture = Mixture.separated(4, 5);
    KMeansLearner learner = started(mixture, 4);
    int small = model(learner).nearest(mixture.centres[0]);
    for (int i = 0; i < 100 * 256; i++) {
      learner.learn(mixture.next(i % 64 == 0 ? 0 : 1 + i % 3));
    }
    assertThat(model(learner).nearest(mixture.centres[0])).isEqualTo(small);
    assertThat(model(learner).squaredDistance(mixture.centres[0], small)).isLessThan(1);
  }

  @Property(tries = 10, shrinking = ShrinkingMode.OFF)
  void segmentsThatMoveAreFollowedUnderTheirNumbers(@ForAll long seed) {
    Mixture mixture = Mixture.separated(5, seed);
    KMeansLearner learner = started(mixture, 5);
    int[] numbers = numbers(model(learner), mixture);

    Random directions = new Random(seed);
    for (int day = 0; day < 100; day++) {
      for (double[] centre : mixture.centres) {
        centre[directions.nextInt(5)] += 0.4;
      }
      mixture.users(256).forEach(learner::learn);
    }

    assertThat(numbers(model(learner), mixture)).containsExactly(numbers);
  }

  @Test
  void anEmbeddingThatComesLaterTellsSegmentsApart() throws IOException {
    KMeansSpec spec = new KMeansSpec(columns(1), 2, 0.9, 50);
    KMeansLearner learner = new KMeansLearner(spec);
    Random random = new Random(1);
    for (int i = 0; i < 600; i++) {
      learner.learn(example("u" + i, i % 2 * 10 + random.nextGaussian()));
    }
    int low = model(learner).nearest(new double[] {0});
    for (int i = 0; i < 1_000; i++) {
      boolean hasVector = i % 5 > 0;
      double number = i % 2 * 10 + random.nextGaussian();
      double[] features = hasVector ? vector(number, i % 2) : new double[] {number};
      learner.learn(example("v" + i, features));
      if (i == 10) {
        // in the middle of the first block with embeddings
        learner = KMeansLearner.read(Bytes.of(Bytes.of(learner::write)), spec);
      }
    }

    KMeansModel model = model(learner);
    assertThat(model.width()).isEqualTo(2);
    assertThat(model.centroids()[low]).hasSize(3);
    assertThat(model.centroids()[low][1]).isCloseTo(1, within(1e-12));
    assertThat(model.centroids()[low][2]).isEqualTo(0);
    assertThat(model.nearest(vector(5.01, 0))).isEqualTo(low);
    assertThat(model.nearest(vector(4.99, 1))).isEqualTo(1 - low);
    assertThat(model.squaredDistance(vector(5, 1), low))
        .isCloseTo(model.squaredDistance(new double[] {5}, low) + 2, within(1e-9));
  }

  @Test
  void anEmbeddingOfAnotherWidthIsLeftOut() {
    KMeansLearner learner = new KMeansLearner(new KMeansSpec(columns(1), 2, 0.9, 50));
    for (int i = 0; i < 600; i++) {
      learner.learn(example("u" + i, vector(i % 2 * 10 + i * 0.001, i % 2)));
    }
    double[] other = {4, 0.1, 0.2, 0.3};
    assertThat(model(learner).squaredDistance(other, 0))
        .isEqualTo(model(learner).squaredDistance(new double[] {4}, 0));
    learner.learn(example("v", other));
    assertThat(learner.closeBlock()).isTrue();
    assertThat(model(learner).width()).isEqualTo(2);
  }

  @Test
  void segmentsCanBeLearnedFromEmbeddingsAlone() {
    KMeansLearner learner = new KMeansLearner(new KMeansSpec(List.of(), 2, 0.9, 50));
    Random random = new Random(1);
    for (int i = 0; i < 600; i++) {
      double angle = i % 2 + 0.1 * random.nextGaussian();
      learner.learn(example("u" + i, Math.cos(angle), Math.sin(angle)));
      learner.learn(example("nothing is known of them"));
    }
    KMeansModel model = model(learner);
    assertThat(model.nearest(new double[] {1, 0}))
        .isNotEqualTo(model.nearest(new double[] {Math.cos(1), Math.sin(1)}));
    assertThat(model.nearest(new double[0])).isEqualTo(KMeansModel.NONE);
    assertThat(model.assign(new double[0], 1, 0.85)).isEqualTo(1);
  }

  @Test
  void aNumberThatIsNullStandsAtTheMean() {
    KMeansLearner learner = new KMeansLearner(new KMeansSpec(columns(2), 2, 0.9, 50));
    Mixture mixture = Mixture.separated(2, 1);
    for (int i = 0; i < 1_000; i++) {
      double[] features = mixture.next(i % 2).features();
      features[1] = i % 3 == 0 ? Double.NaN : features[1];
      learner.learn(example("u" + i, features));
    }
    KMeansModel model = model(learner);
    double mean = model.space().standard().mean(1);
    assertThat(model.squaredDistance(new double[] {3, Double.NaN}, 1))
        .isCloseTo(model.squaredDistance(new double[] {3, mean}, 1), within(1e-12));
    assertThat(learner.refused()).isZero();
  }

  static double[] vector(double number, int kind) {
    return new double[] {number, 1 - kind, kind};
  }

  static KMeansLearner started(Mixture mixture, int count) {
    KMeansSpec spec = new KMeansSpec(columns(mixture.centres[0].length), count, 0.9, 256);
    KMeansLearner learner = new KMeansLearner(spec);
    mixture.users(500).forEach(learner::learn);
    assertThat(model(learner).version()).isEqualTo(1);
    return learner;
  }

  static KMeansModel model(KMeansLearner learner) {
    return requireNonNull(learner.model());
  }

  static double[] sizes(KMeansModel model) {
    double[] sizes = new double[model.count()];
    Arrays.setAll(sizes, model::size);
    return sizes;
  }

  /** The segment of each kind of user. */
  private static int[] numbers(KMeansModel model, Mixture mixture) {
    return Arrays.stream(mixture.centres).mapToInt(model::nearest).toArray();
  }

  private static int kindOf(int[] numbers, int segment) {
    for (int kind = 0; kind < numbers.length; kind++) {
      if (numbers[kind] == segment) {
        return kind;
      }
    }
    throw new AssertionError("no kind of users is in segment " + segment);
  }
}
