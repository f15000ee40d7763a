package io.portrait.aggregate;

import static io.portrait.aggregate.Definitions.event;
import static io.portrait.aggregate.Definitions.feature;
import static io.portrait.aggregate.Definitions.millis;
import static io.portrait.aggregate.Definitions.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portrait.definition.Aggregate;
import io.portrait.definition.Definition;
import io.portrait.definition.EventCondition;
import io.portrait.definition.Observations;
import io.portrait.definition.Values;
import io.portrait.event.Event;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which ticks a user is observed at, and what the rows show. */
class ObservationTicksTest {

  private static final long DAY = millis("1d");
  private static final long MIDNIGHT = Instant.parse("2026-11-20T00:00:00Z").toEpochMilli();

  private final Definition definition =
      Definitions.of(
          Duration.ofHours(1),
          new Observations(Duration.ofDays(1), Duration.ofDays(3)),
          Duration.ofDays(730),
          List.of(feature("views", Aggregate.COUNT, null, window("30d/6h"))));
  private final FeaturePlan plan = FeaturePlan.of(definition);
  private final UserState user = plan.newUser();
  private final MemoryColdIds cold = new MemoryColdIds();

  @Test
  void whatIsAheadOfATickShowsInLiveValuesButNotInTheTicksRow() {
    add(MIDNIGHT - 10, MIDNIGHT - 1_000);
    add(MIDNIGHT + 5, MIDNIGHT - 1_000);

    assertThat(views(user.asOf(MIDNIGHT - 1_000))).isEqualTo(2);
    assertThat(observe(MIDNIGHT)).containsExactly("2026-11-20: 1 views of 1");
    assertThat(observe(MIDNIGHT + DAY)).containsExactly("2026-11-21: 2 views of 2");
  }

  @Test
  void anEventOfTheVeryTickBelongsToIt() {
    add(MIDNIGHT, MIDNIGHT - 1);

    assertThat(observe(MIDNIGHT)).containsExactly("2026-11-20: 1 views of 1");
  }

  @Test
  void whatComesAfterTheWatermarkPassedATickIsNotInItsRow() {
    add(MIDNIGHT - 10, MIDNIGHT - 1_000);
    List<String> first = observe(MIDNIGHT);
    add(MIDNIGHT - 20, MIDNIGHT);

    assertThat(first).containsExactly("2026-11-20: 1 views of 1");
    assertThat(observe(MIDNIGHT + DAY)).containsExactly("2026-11-21: 2 views of 2");
  }

  @Test
  void aUserIsObservedUntilNoLongerActive() {
    add(MIDNIGHT - 10, MIDNIGHT - 1_000);

    assertThat(observe(MIDNIGHT + 50 * 365 * DAY))
        .containsExactly(
            "2026-11-20: 1 views of 1", "2026-11-21: 1 views of 1", "2026-11-22: 1 views of 1");
  }

  @Test
  void aReturningUserIsObservedFromTheNextTickOn() {
    add(MIDNIGHT - 10, MIDNIGHT - 1_000);
    observe(MIDNIGHT + 20 * DAY);
    add(MIDNIGHT + 20 * DAY + 5, MIDNIGHT + 20 * DAY);

    assertThat(user.wakeAt(MIDNIGHT + 20 * DAY)).isEqualTo(MIDNIGHT + 21 * DAY);
    assertThat(observe(MIDNIGHT + 21 * DAY)).containsExactly("2026-12-11: 2 views of 2");
  }

  @Test
  void aLateEventBeforeTheOneThatBroughtTheUserBackLosesNoTick() {
    long back = MIDNIGHT + 20 * DAY;
    add(back + 2 * DAY + 5, back);
    add(back + 5, back);

    assertThat(observe(back + 3 * DAY))
        .containsExactly(
            "2026-12-11: 1 views of 1", "2026-12-12: 1 views of 1", "2026-12-13: 2 views of 2");
  }

  @Test
  void beforeThereIsAWatermarkEverythingIsAhead() {
    add(MIDNIGHT + 2 * DAY + 1, Long.MIN_VALUE);
    add(MIDNIGHT - 1, Long.MIN_VALUE);

    assertThat(user.wakeAt(Long.MIN_VALUE)).isEqualTo(MIDNIGHT);
    assertThat(observe(MIDNIGHT + 3 * DAY))
        .containsExactly(
            "2026-11-20: 1 views of 1",
            "2026-11-21: 1 views of 1",
            "2026-11-22: 1 views of 1",
            "2026-11-23: 2 views of 2");
  }

  @Test
  void anEventIsNotTakenWhileATickIsDue() {
    add(MIDNIGHT - 10, MIDNIGHT - 1_000);

    assertThatThrownBy(() -> add(MIDNIGHT - 20, MIDNIGHT))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void eachOfManyEventsAheadIsLookedAtOnceForLiveValuesAndOnceForTicks() {
    int[] looks = {0};
    EventCondition counting =
        new EventCondition() {
          @Override
          public boolean test(Event event) {
            looks[0]++;
            return true;
          }

          @Override
          public String source() {
            return "true";
          }
        };
    FeaturePlan counted =
        FeaturePlan.of(
            Definitions.of(
                feature(
                    "views",
                    Set.of(),
                    Aggregate.COUNT,
                    null,
                    counting,
                    ZoneOffset.UTC,
                    window("30d/6h"))));
    UserState busy = counted.newUser();
    Values values = new Values(counted.columns());

    int events = 2_000;
    for (int i = 0; i < events; i++) {
      busy.add(event("e" + i, MIDNIGHT + i * 60_000L, 1), MIDNIGHT - 1_000, cold);
      busy.evaluate(busy.asOf(MIDNIGHT - 1_000), values);
      assertThat(values.number(0)).isEqualTo(i + 1);
    }
    busy.observe(MIDNIGHT + 5 * DAY, (tick, row, count) -> {});

    assertThat(looks[0]).isLessThanOrEqualTo(2 * events);
  }

  private void add(long time, long watermark) {
    assertThat(user.add(event(null, time, 1), watermark, cold)).isTrue();
  }

  private double views(long asOf) {
    Values values = new Values(plan.columns());
    user.evaluate(asOf, values);
    return values.number(0);
  }

  private List<String> observe(long watermark) {
    List<String> rows = new ArrayList<>();
    user.observe(
        watermark,
        (tick, values, events) ->
            rows.add(
                Instant.ofEpochMilli(tick).toString().substring(0, 10)
                    + ": "
                    + (long) values.number(0)
                    + " views of "
                    + events));
    return rows;
  }
}
