package io.portrait.learning;

import static io.portrait.learning.KMeansLearnerTest.model;
import static io.portrait.learning.Mixture.columns;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Restarts leave no trace; a definition that changed leaves what still fits. */
class KMeansRestartTest {

  @Property(tries = 25, shrinking = ShrinkingMode.OFF)
  void whereverItRestartsTheModelsAreTheSameToTheBit(
      @ForAll long seed, @ForAll @Size(4) Set<@IntRange(max = 1_999) Integer> restarts)
      throws IOException {
    KMeansSpec spec = new KMeansSpec(inputs(), 3, 0.8, 50);
    KMeansLearner undisturbed = new KMeansLearner(spec);
    KMeansLearner restarted = new KMeansLearner(spec);
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      if (restarts.contains(i)) {
        restarted = read(restarted, spec);
      }
      Example user = user(random, i);
      boolean isClosed = undisturbed.learn(user);
      assertThat(restarted.learn(user)).isEqualTo(isClosed);
      if (i % 220 == 219) {
        assertThat(restarted.closeBlock()).isEqualTo(undisturbed.closeBlock());
      }
      if (isClosed) {
        assertThat(Bytes.of(model(restarted)::write))
            .isEqualTo(Bytes.of(model(undisturbed)::write));
      }
    }
    assertThat(Bytes.of(restarted::write)).isEqualTo(Bytes.of(undisturbed::write));
    assertThat(restarted.refused()).isEqualTo(undisturbed.refused()).isPositive();
  }

  @Test
  void columnsGoByNameWhenTheyAreReorderedAddedAndRemoved() throws IOException {
    Mixture mixture = Mixture.separated(3, 1);
    KMeansLearner learner = KMeansLearnerTest.started(mixture, 3);
    mixture.users(300).forEach(learner::learn);
    KMeansModel before = model(learner);
    Input added = new Input("added", Input.Scale.PLAIN, false);
    List<Input> columns = List.of(columns(3).get(2), added, columns(3).get(0));

    KMeansLearner changed = read(learner, new KMeansSpec(columns, 3, 0.9, 256));

    KMeansModel now = model(changed);
    assertThat(now.version()).isGreaterThan(before.version());
    assertThat(now.columns()).isEqualTo(columns);
    double[][] centres = mixture.centres;
    for (double[] centre : centres) {
      double[] swapped = {centre[2], 100 * centre[1], centre[0]};
      assertThat(now.nearest(swapped)).isEqualTo(before.nearest(centre));
      // nobody knows anything of the new column yet
      assertThat(now.centroids()[now.nearest(swapped)][1]).isEqualTo(0);
    }

    Random random = new Random(2);
    for (int i = 0; i < 256 * 30; i++) {
      double[] features = mixture.next(i % 3).features();
      double ofKind = 1_000 + 10 * (i % 3) + random.nextGaussian();
      changed.learn(Mixture.example("u" + i, features[2], ofKind, features[0]));
    }
    for (int kind = 0; kind < 3; kind++) {
      double[] centre = {centres[kind][2], 1_000 + 10 * kind, centres[kind][0]};
      assertThat(model(changed).nearest(centre)).isEqualTo(before.nearest(centres[kind]));
      assertThat(model(changed).squaredDistance(centre, model(changed).nearest(centre)))
          .isLessThan(0.05);
    }
  }

  @Test
  void aColumnOnAnotherScaleStartsFromNothing() throws IOException {
    KMeansLearner learner = KMeansLearnerTest.started(Mixture.separated(2, 1), 2);
    List<Input> columns = List.of(columns(2).get(0), new Input("c1", Input.Scale.LOG, true));

    KMeansModel now = model(read(learner, new KMeansSpec(columns, 2, 0.9, 256)));

    assertThat(now.centroids()[0][1]).isEqualTo(0);
    assertThat(now.centroids()[1][0]).isEqualTo(model(learner).centroids()[1][0]);
  }

  @Test
  void moreSegmentsSplitTheWidestAndLeaveTheOthersTheirNumbers() throws IOException {
    Mixture mixture = Mixture.separated(3, 1);
    for (int i = 0; i < 3; i++) {
      mixture.centres[0][i] = 10;
    }
    KMeansLearner learner = KMeansLearnerTest.started(mixture, 3);
    // one segment spreads widely
    for (int i = 0; i < 512; i++) {
      double[] features = mixture.next(i % 3).features();
      features[2] += i % 3 == 0 ? (i % 2 == 0 ? 5 : -5) : 0;
      learner.learn(Mixture.example("u" + i, features));
    }
    KMeansModel before = model(learner);
    int wide = before.nearest(mixture.centres[0]);

    KMeansModel now = model(read(learner, new KMeansSpec(columns(3), 4, 0.9, 256)));

    assertThat(now.count()).isEqualTo(4);
    assertThat(now.version()).isGreaterThan(before.version());
    for (int kind = 1; kind < 3; kind++) {
      assertThat(now.nearest(mixture.centres[kind]))
          .isEqualTo(before.nearest(mixture.centres[kind]));
    }
    TreeSet<Integer> halves = new TreeSet<>();
    halves.add(now.nearest(new double[] {10, 10, 5}));
    halves.add(now.nearest(new double[] {10, 10, 15}));
    assertThat(halves).containsExactly(wide, 3);
    assertThat(Arrays.stream(KMeansLearnerTest.sizes(now)).sum())
        .isCloseTo(Arrays.stream(KMeansLearnerTest.sizes(before)).sum(), within(1e-9));
  }

  @Test
  void fewerSegmentsMergeTheClosestAndLeaveTheOthersWhereThereIsRoom() throws IOException {
    Mixture mixture = Mixture.separated(4, 1);
    mixture.centres[2][1] = 14;
    KMeansLearner learner = KMeansLearnerTest.started(mixture, 4);
    KMeansModel before = model(learner);
    int first = before.nearest(mixture.centres[1]);
    int second = before.nearest(mixture.centres[2]);
    int gone = Math.max(first, second);

    KMeansModel now = model(read(learner, new KMeansSpec(columns(4), 3, 0.9, 256)));

    assertThat(now.nearest(mixture.centres[1])).isEqualTo(Math.min(first, second));
    assertThat(now.nearest(mixture.centres[2])).isEqualTo(Math.min(first, second));
    for (int kind : new int[] {0, 3}) {
      int number = before.nearest(mixture.centres[kind]);
      assertThat(now.nearest(mixture.centres[kind])).isEqualTo(number == 3 ? gone : number);
    }
    double merged = before.size(first) + before.size(second);
    assertThat(now.size(Math.min(first, second))).isEqualTo(merged);
  }

  @Test
  void theBlockAtHandIsClosedBeforeTheCountChanges() throws IOException {
    Mixture mixture = Mixture.separated(3, 1);
    KMeansLearner learner = KMeansLearnerTest.started(mixture, 3);
    mixture.users(100).forEach(learner::learn);

    KMeansLearner changed = read(learner, new KMeansSpec(columns(3), 4, 0.9, 256));

    learner.closeBlock();
    assertThat(Arrays.stream(KMeansLearnerTest.sizes(model(changed))).sum())
        .isCloseTo(Arrays.stream(KMeansLearnerTest.sizes(model(learner))).sum(), within(1e-9));
    assertThat(changed.closeBlock()).isFalse();
  }

  @Test
  void usersWhoCameBeforeTheStartAreKeptUnderOtherColumnsAndCounts() throws IOException {
    KMeansSpec spec = new KMeansSpec(columns(4).subList(1, 4), 3, 0.9, 256);
    KMeansLearner changed = new KMeansLearner(new KMeansSpec(columns(4), 4, 0.9, 256));
    KMeansLearner alwaysSo = new KMeansLearner(spec);
    List<Example> users = Mixture.separated(4, 1).users(500);
    for (int i = 0; i < 500; i++) {
      double[] features = users.get(i).features();
      Example now = Mixture.example("u" + i, Arrays.copyOfRange(features, 1, 4));
      if (i == 400) {
        changed = read(changed, spec);
      }
      assertThat(changed.model()).isNull();
      changed.learn(i < 400 ? users.get(i) : now);
      alwaysSo.learn(now);
    }
    assertThat(Bytes.of(model(changed)::write)).isEqualTo(Bytes.of(model(alwaysSo)::write));
  }

  @Test
  void aWarmStartGoesOnFromTheModelOfAFile() {
    Mixture mixture = Mixture.separated(3, 1);
    KMeansModel offline = model(KMeansLearnerTest.started(mixture, 3));
    KMeansSpec spec = new KMeansSpec(columns(3), 3, 0.9, 256);

    KMeansLearner learner = KMeansLearner.from(spec, KMeansModel.fromJson(offline.toJson()));

    assertThat(model(learner).toJson()).isEqualTo(offline.toJson());
    mixture.users(256).forEach(learner::learn);
    assertThat(model(learner).version()).isEqualTo(offline.version() + 1);
    for (double[] centre : mixture.centres) {
      assertThat(model(learner).nearest(centre)).isEqualTo(offline.nearest(centre));
    }
    assertThat(model(KMeansLearner.from(new KMeansSpec(columns(2), 5, 0.9, 256), offline)).count())
        .isEqualTo(5);
  }

  @Test
  void anUnknownFormatIsRefused() {
    byte[] bytes = {99, 0, 0, 0};
    assertThatThrownBy(
            () -> KMeansLearner.read(Bytes.of(bytes), new KMeansSpec(columns(1), 2, 0.9, 9)))
        .hasMessageContaining("99");
  }

  private static KMeansLearner read(KMeansLearner learner, KMeansSpec spec) throws IOException {
    return KMeansLearner.read(Bytes.of(Bytes.of(learner::write)), spec);
  }

  private static List<Input> inputs() {
    List<Input> inputs = new ArrayList<>(columns(2));
    inputs.add(new Input("spend", Input.Scale.LOG, false));
    return inputs;
  }

  /** Of three kinds, most with an embedding, some with nulls, a few unsound, of any weight. */
  private static Example user(Random random, int i) {
    int kind = random.nextInt(3);
    double[] features = new double[random.nextInt(4) == 0 ? 3 : 5];
    for (int j = 0; j < features.length; j++) {
      features[j] = (j == kind ? 5 : 0) + random.nextGaussian();
    }
    if (random.nextInt(10) == 0) {
      features[1] = random.nextInt(5) == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
    }
    return new Example("u" + i, 0, 0, features, Double.NaN, 0.5 + random.nextInt(3));
  }
}
