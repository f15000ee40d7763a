package io.portrait.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.definition.Aggregate;
import io.portrait.definition.Definition;
import io.portrait.definition.Observations;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whether anything is due for everybody between two times, against asking each millisecond. */
class TicksBetweenTest {

  @Property(tries = 2_000)
  void betweenTwoTimesIsATickOrALabelExactlyIfOneOfTheirMillisecondsIsOne(
      @ForAll @IntRange(min = 1, max = 3) int everySeconds,
      @ForAll @IntRange(min = 1, max = 10_000) int horizon,
      @ForAll boolean hasLabels,
      @ForAll @IntRange(min = -20_000, max = 20_000) int after,
      @ForAll @IntRange(min = 0, max = 1_500) int length) {
    long every = 1_000L * everySeconds;
    Definition unlabelled =
        Definitions.of(
            Duration.ZERO,
            new Observations(Duration.ofMillis(every), Duration.ofDays(1)),
            Duration.ofDays(730),
            List.of(Definitions.feature("views", Aggregate.COUNT, null)));
    Definition definition =
        hasLabels
            ? Definitions.withLabels(unlabelled, Duration.ofMillis(horizon), "view")
            : unlabelled;

    boolean isBetween = false;
    for (long time = after + 1L; time <= after + length; time++) {
      isBetween |= time % every == 0 || (hasLabels && (time - horizon) % every == 0);
    }

    assertThat(FeaturePlan.of(definition).isTickBetween(after, after + length))
        .isEqualTo(isBetween);
  }
}
