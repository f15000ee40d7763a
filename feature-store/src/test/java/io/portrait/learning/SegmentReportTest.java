package io.portrait.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.portrait.learning.SegmentReport.ColumnMean;
import io.portrait.learning.SegmentReport.Segment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;

/** What a tick's users tell of the segments, against all of them at hand. */
class SegmentReportTest {

  @Test
  void anErasedUserIsTypicalOfNothingAndTheFiguresStay() {
    SegmentReport report =
        new SegmentReport(
            3,
            10,
            Double.NaN,
            List.of(
                new Segment(0, 4, List.of(new ColumnMean("views", 1, 2, 3)), List.of("u", "v")),
                new Segment(1, 6, List.of(), List.of("v"))));
    SegmentParameters parameters = new SegmentParameters("{\"k\":1}", report.toJson());

    SegmentParameters without = parameters.without("v");

    assertThat(without.model()).isEqualTo(parameters.model());
    assertThat(SegmentReport.fromJson(Objects.requireNonNull(without.report())))
        .isEqualTo(
            new SegmentReport(
                3,
                10,
                Double.NaN,
                List.of(
                    new Segment(0, 4, List.of(new ColumnMean("views", 1, 2, 3)), List.of("u")),
                    new Segment(1, 6, List.of(), List.of()))));
    assertThat(parameters.without("w")).isSameAs(parameters);
    assertThat(new SegmentParameters(null, null).without("u").report()).isNull();
  }

  @Property(tries = 20, shrinking = ShrinkingMode.OFF)
  void itSaysWhatTheUsersOfEachSegmentAreLike(@ForAll long seed) throws IOException {
    Mixture mixture = new Mixture(4, 3, 1, seed);
    KMeansLearner learner =
        new KMeansLearner(new KMeansSpec(Mixture.columns(3), 4, 0.9, 256, 1_000));
    mixture.users(500).forEach(learner::learn);
    KMeansModel model = KMeansLearnerTest.model(learner);
    SegmentTick tick = new SegmentTick(model);
    List<List<Example>> users = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      users.add(new ArrayList<>());
    }
    double inertia = 0;
    for (int i = 0; i < 400; i++) {
      Example user = mixture.next();
      if (i % 7 == 0) {
        user.features()[1] = Double.NaN;
      }
      // not always the nearest: users have a mind to stay
      int segment = i % 9 == 0 ? i % 4 : model.nearest(user.features());
      users.get(segment).add(user);
      inertia += model.squaredDistance(user.features(), segment) / 400;
      tick.add(user, segment);
      if (i == 200) {
        tick = SegmentTick.read(Bytes.of(Bytes.of(tick::write)));
      }
    }

    SegmentReport report = tick.report();

    assertThat(report.version()).isEqualTo(model.version());
    assertThat(report.users()).isEqualTo(400);
    assertThat(report.inertia()).isCloseTo(inertia, within(1e-9));
    List<Example> all = users.stream().flatMap(List::stream).toList();
    for (Segment segment : report.segments()) {
      int number = segment.number();
      List<Example> own = users.get(number);
      assertThat(segment.users()).isEqualTo(own.size());
      for (int i = 0; i < 3; i++) {
        ColumnMean mean = segment.means().get(i);
        assertThat(mean.column()).isEqualTo("c" + i);
        assertThat(mean.mean()).isCloseTo(mean(own, i), within(1e-9));
        assertThat(mean.average()).isCloseTo(mean(all, i), within(1e-9));
        double deviation = Math.sqrt(model.space().standard().variance(i));
        assertThat(mean.deviation())
            .isCloseTo((mean(own, i) - mean(all, i)) / deviation, within(1e-9));
      }
      assertThat(segment.typical())
          .isEqualTo(
              own.stream()
                  .sorted(
                      Comparator.comparingDouble(
                          (Example user) -> model.squaredDistance(user.features(), number)))
                  .limit(3)
                  .map(Example::userId)
                  .toList());
    }
    assertThat(SegmentReport.fromJson(report.toJson())).isEqualTo(report);
  }

  @Test
  void ofUsersWhoAreEquallyNearTheSmallestIdsAreTypical() {
    SegmentTick tick = tick();
    for (String user : List.of("d", "b", "e", "a", "c")) {
      tick.add(Mixture.example(user, 1, 1), 0);
    }
    assertThat(tick.report().segments().get(0).typical()).containsExactly("a", "b", "c");
  }

  @Test
  void usersWithoutASegmentAndUnsoundOnesCountForNothing() {
    SegmentTick tick = tick();
    tick.add(Mixture.example("a", 1, 1), KMeansModel.NONE);
    tick.add(Mixture.example("b", 1, Double.POSITIVE_INFINITY), 0);
    assertThat(tick.report().users()).isZero();
  }

  @Test
  void aTickWithoutUsersHasNoInertia() {
    SegmentReport report = tick().report();
    assertThat(report.inertia()).isNaN();
    assertThat(report.metrics()).doesNotContainKey("inertia").containsEntry("share_1", 0.0);
    assertThat(SegmentReport.fromJson(report.toJson())).isEqualTo(report);
    assertThat(report.segments().get(0).remarkable()).isEmpty();
  }

  @Test
  void metricsAreSharesAndInertia() {
    SegmentTick tick = tick();
    tick.add(Mixture.example("a", 1, 1), 0);
    tick.add(Mixture.example("b", 1, 2), 1);
    tick.add(Mixture.example("c", 3, 1), 1);
    tick.add(Mixture.example("d", 3, 2), 1);

    SegmentReport report = tick.report();

    assertThat(report.metrics().keySet()).containsExactly("users", "inertia", "share_0", "share_1");
    assertThat(report.metrics()).containsEntry("users", 4.0).containsEntry("share_1", 0.75);
    assertThat(report.metrics().get("inertia")).isEqualTo(report.inertia());
  }

  @Test
  void theColumnsFurthestFromAverageAreNamedInWords() {
    Segment segment =
        new Segment(
            2,
            10,
            List.of(
                new ColumnMean("a", 1, 1.2, -0.1),
                new ColumnMean("views_7d", 12.44, 3.0999, 1.4),
                new ColumnMean("spend_30d", 1234.5, 0.00123456, 2.5),
                // its mean is above the average only because of a few
                new ColumnMean("order_max_30d", 300, 200, -2),
                new ColumnMean("gap", Double.NaN, 2, Double.NaN),
                new ColumnMean("b", 0, -1, 0.4),
                new ColumnMean("c", 0, 1, -0.3)),
            List.of("u1"));

    assertThat(segment.remarkable().stream().map(ColumnMean::words))
        .containsExactly(
            "spend_30d 1234 (average 0.00123)", "views_7d 12.4 (average 3.1)", "b 0 (average -1)");
    String json = new SegmentReport(7, 10, 1.5, List.of(segment)).toJson();
    assertThat(json).contains("\"remarkable\":[\"spend_30d 1234 (average 0.00123)\",");
  }

  @Test
  void whatIsNoReportIsRefused() {
    assertThatThrownBy(() -> SegmentReport.fromJson("{")).hasMessageContaining("not JSON");
  }

  private static SegmentTick tick() {
    Mixture mixture = new Mixture(2, 2, 1, 1);
    return new SegmentTick(KMeansLearnerTest.model(KMeansLearnerTest.started(mixture, 2)));
  }

  private static double mean(List<Example> users, int column) {
    return users.stream()
        .mapToDouble(user -> user.features()[column])
        .filter(number -> !Double.isNaN(number))
        .average()
        .orElse(Double.NaN);
  }
}
