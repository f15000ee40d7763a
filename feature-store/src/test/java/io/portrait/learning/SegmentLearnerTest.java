package io.portrait.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portrait.definition.Definition;
import io.portrait.definition.DefinitionFile;
import java.io.IOException;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What a tick's users tell of the segments as they were before it, and what survives a restart. */
class SegmentLearnerTest {

  private static final Definition DEFINITION = definition(3, "c0, c1, c2");

  @Test
  void aTickIsHeldAgainstTheModelBeforeItHoweverOftenItMovesMeanwhile() {
    Mixture mixture = Mixture.separated(3, 1);
    SegmentLearner learner = started(mixture);

    for (int day = 0; day < 5; day++) {
      KMeansModel before = model(learner);
      SegmentTick tick = new SegmentTick(before);
      mixture.centres[0][0] += 2;
      for (Example user : mixture.users(130)) {
        tick.add(user, before.nearest(user.features()));
        learner.learn(user);
      }
      assertThat(model(learner).version()).isEqualTo(before.version() + 2);
      learner.endTick();

      assertThat(model(learner).version()).as("30 were left").isEqualTo(before.version() + 3);
      assertThat(learner.report()).isEqualTo(tick.report());
      assertThat(report(learner).version()).isEqualTo(before.version());
      assertThat(report(learner).users()).isEqualTo(130);
      assertThat(learner.metrics())
          .containsAllEntriesOf(report(learner).metrics())
          .containsEntry("refused", 0.0);
    }
  }

  @Test
  void aTickBeforeWhichThereWasNoModelHasNoReport() throws IOException {
    for (int users : new int[] {5, 300, 800}) {
      SegmentLearner learner = SegmentLearner.of(DEFINITION);
      for (Example user : Mixture.separated(3, 2).users(users)) {
        learner.learn(user);
      }
      assertThat(learner.model() == null).as("%d users", users).isEqualTo(users < 800);
      learner = read(learner, DEFINITION);
      learner.learn(Mixture.separated(3, 3).next());
      learner.endTick();

      assertThat(learner.report()).as("%d users", users).isNull();
      assertThat(learner.metrics()).containsOnlyKeys("refused");
    }
  }

  @Test
  void aTickOfNobodyHasNoReport() {
    SegmentLearner learner = started(Mixture.separated(3, 1));
    learner.learn(Mixture.separated(3, 1).next());
    learner.endTick();
    assertThat(learner.report()).isNotNull();

    learner.endTick();

    assertThat(learner.report()).isNull();
  }

  @Test
  void aModelFromElsewhereIsThatBeforeTheFirstTick() {
    Mixture mixture = Mixture.separated(3, 4);
    KMeansModel start = KMeansModel.fromJson(model(started(mixture)).toJson());
    SegmentLearner learner = SegmentLearner.of(DEFINITION);
    learner.adopt(start);
    assertThat(model(learner).version()).isEqualTo(start.version());

    mixture.users(10).forEach(learner::learn);
    learner.endTick();

    assertThat(report(learner).version()).isEqualTo(start.version());
    assertThat(report(learner).users()).isEqualTo(10);
  }

  @Test
  void parametersAreTheModelAndTheReportAsTheyReadThemselves() {
    Mixture mixture = Mixture.separated(3, 5);
    SegmentLearner learner = SegmentLearner.of(DEFINITION);
    assertThat(learner.parameters()).isEqualTo("{\"model\":null,\"report\":null}");

    mixture.users(500).forEach(learner::learn);
    learner.endTick();
    assertThat(learner.parameters()).startsWith("{\"model\":{").endsWith(",\"report\":null}");

    mixture.users(50).forEach(learner::learn);
    learner.endTick();
    SegmentParameters read = SegmentParameters.fromJson(learner.parameters());
    assertThat(read).isEqualTo(SegmentParameters.of(model(learner), report(learner)));
    assertThat(KMeansModel.fromJson(Objects.requireNonNull(read.model())).toJson())
        .isEqualTo(model(learner).toJson());
    assertThat(SegmentReport.fromJson(Objects.requireNonNull(read.report())))
        .isEqualTo(report(learner));
  }

  @Test
  void whatNothingCanBeLearnedFromIsCountedAndReportedOfNobody() {
    Mixture mixture = Mixture.separated(3, 6);
    SegmentLearner learner = started(mixture);
    String before = model(learner).toJson();

    learner.learn(Mixture.example("a", 1, Double.POSITIVE_INFINITY, 1));
    learner.learn(new Example("b", 0, 0, new double[] {1, 1, 1}, Double.NaN, 0));
    learner.endTick();

    assertThat(learner.refused()).isEqualTo(2);
    assertThat(learner.metrics()).containsEntry("refused", 2.0).containsEntry("users", 0.0);
    assertThat(model(learner).toJson()).isEqualTo(before);
  }

  @Property(tries = 25, shrinking = ShrinkingMode.OFF)
  void whereverItRestartsEverythingIsTheSameToTheBit(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 700) int most) throws IOException {
    Random random = new Random(seed);
    Mixture mixture = new Mixture(4, 3, 1, seed);
    SegmentLearner undisturbed = SegmentLearner.of(DEFINITION);
    SegmentLearner restarted = SegmentLearner.of(DEFINITION);
    for (int day = 0; day < 12; day++) {
      for (Example user : mixture.users(1 + random.nextInt(most))) {
        Example seen = random.nextInt(40) == 0 ? broken() : user;
        undisturbed.learn(seen);
        restarted.learn(seen);
        if (random.nextInt(50) == 0) {
          restarted = read(restarted, DEFINITION);
        }
      }
      undisturbed.endTick();
      restarted.endTick();
      assertThat(restarted.report()).isEqualTo(undisturbed.report());
      assertThat(restarted.parameters()).isEqualTo(undisturbed.parameters());
      assertThat(restarted.metrics()).isEqualTo(undisturbed.metrics());
      if (random.nextBoolean()) {
        restarted = read(restarted, DEFINITION);
      }
    }
    assertThat(Bytes.of(restarted::write)).isEqualTo(Bytes.of(undisturbed::write));
  }

  @Test
  void columnsThatChangeInsideATickLeaveItToTheUsersAfterwards() throws IOException {
    Mixture mixture = Mixture.separated(3, 7);
    SegmentLearner learner = started(mixture);
    mixture.users(20).forEach(learner::learn);

    SegmentLearner changed = read(learner, definition(3, "c2, c1"));
    for (Example user : mixture.users(30)) {
      changed.learn(Mixture.example(user.userId(), user.features()[2], user.features()[1]));
    }
    changed.endTick();

    assertThat(report(changed).users()).isEqualTo(30);
    assertThat(report(changed).segments().get(0).means())
        .extracting(SegmentReport.ColumnMean::column)
        .containsExactly("c2", "c1");
  }

  @Test
  void anotherNumberOfSegmentsLeavesTheReportOfTheTickAsItWas() throws IOException {
    Mixture mixture = Mixture.separated(3, 8);
    SegmentLearner learner = started(mixture);
    mixture.users(20).forEach(learner::learn);

    SegmentLearner changed = read(learner, definition(4, "c0, c1, c2"));
    for (Example user : mixture.users(30)) {
      changed.learn(user);
      learner.learn(user);
    }
    changed.endTick();
    learner.endTick();

    assertThat(changed.report()).isEqualTo(learner.report());
    assertThat(model(changed).count()).isEqualTo(4);
  }

  @Test
  void anotherVersionIsRefused() throws IOException {
    byte[] bytes = Bytes.of(SegmentLearner.of(DEFINITION)::write);
    bytes[0] = 9;

    assertThatThrownBy(() -> SegmentLearner.read(Bytes.of(bytes), DEFINITION))
        .isInstanceOf(IOException.class)
        .hasMessage("unknown version of a segment learner: 9");
  }

  private static Example broken() {
    return Mixture.example("broken", 1, Double.NEGATIVE_INFINITY, 1);
  }

  private static SegmentLearner started(Mixture mixture) {
    SegmentLearner learner = SegmentLearner.of(DEFINITION);
    mixture.users(500).forEach(learner::learn);
    learner.endTick();
    assertThat(model(learner).version()).isEqualTo(1);
    return learner;
  }

  private static KMeansModel model(SegmentLearner learner) {
    return Objects.requireNonNull(learner.model());
  }

  private static SegmentReport report(SegmentLearner learner) {
    return Objects.requireNonNull(learner.report());
  }

  private static SegmentLearner read(SegmentLearner learner, Definition definition)
      throws IOException {
    return SegmentLearner.read(Bytes.of(Bytes.of(learner::write)), definition);
  }

  /** Whose columns are {@link Mixture#columns}. */
  private static Definition definition(int count, String columns) {
    Definition definition =
        DefinitionFile.parse(
            """
            project: test
            features: [{name: views, aggregate: count, windows: [7d]}]
            derived:
              - {name: c0, value: views_7d + 0}
              - {name: c1, value: views_7d + 1}
              - {name: c2, value: views_7d + 2}
            segments: {count: %d, features: [%s], block: 50}
            """
                .formatted(count, columns),
            "test");
    assertThat(Mixture.columns(3)).containsAll(SegmentLearner.specOf(definition).columns());
    return definition;
  }
}
