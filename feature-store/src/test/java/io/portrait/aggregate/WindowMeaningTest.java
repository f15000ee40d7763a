package io.portrait.aggregate;

import static io.portrait.aggregate.Definitions.AMOUNT;
import static io.portrait.aggregate.Definitions.CATEGORY;
import static io.portrait.aggregate.Definitions.event;
import static io.portrait.aggregate.Definitions.feature;
import static io.portrait.aggregate.Definitions.millis;
import static io.portrait.aggregate.Definitions.quantile;
import static io.portrait.aggregate.Definitions.top;
import static io.portrait.aggregate.Definitions.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.portrait.definition.Aggregate;
import io.portrait.definition.Definition;
import io.portrait.definition.Feature;
import io.portrait.definition.Values;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a window covers, and until when, by example. */
class WindowMeaningTest {

  private static final long HOUR = millis("1h");
  private static final long DAY = millis("1d");
  private static final long NOON = Instant.parse("2026-11-20T12:00:00Z").toEpochMilli();

  private final MemoryColdIds cold = new MemoryColdIds();

  @Test
  void anEventIsCoveredUntilItsTileLeavesToTheMillisecond() {
    UserState user = user(feature("views", Aggregate.COUNT, null, window("1h/1m")));
    add(user, NOON + 42_195);

    assertThat(numberAsOf(user, NOON + 42_195)).isEqualTo(1);
    long leaves = NOON + HOUR + 60_000;
    assertThat(user.changesAt()).isEqualTo(leaves);
    assertThat(numberAsOf(user, leaves - 1)).isEqualTo(1);
    assertThat(numberAsOf(user, leaves)).isZero();
    assertThat(user.changesAt()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void anEventAtTheStartOfATileIsCoveredAsLongAsTheRestOfIt() {
    UserState user = user(feature("views", Aggregate.COUNT, null, window("1h/12m")));
    add(user, NOON);

    assertThat(numberAsOf(user, NOON + HOUR + 12 * 60_000 - 1)).isEqualTo(1);
    assertThat(numberAsOf(user, NOON + HOUR + 12 * 60_000)).isZero();
  }

  @Test
  void tilesBefore1970LeaveInTheSameWay() {
    UserState user = user(feature("views", Aggregate.COUNT, null, window("10s/1s")));
    add(user, -1);

    numberAsOf(user, -1);
    assertThat(user.changesAt()).isEqualTo(10_000);
  }

  @Test
  void aLateEventCountsInTheWindowsThatStillCoverIt() {
    UserState user =
        user(feature("views", Aggregate.COUNT, null, window("1h/1m"), window("24h/10m")));
    add(user, NOON);
    add(user, NOON - 2 * HOUR);

    Values values = valuesAsOf(user, NOON);
    assertThat(values.number(0)).isEqualTo(1);
    assertThat(values.number(1)).isEqualTo(2);
  }

  @Test
  void aLateEventBeyondAllWindowsOfItsFeatureStillCountsForALifetime() {
    UserState user =
        user(
            feature("recent", Aggregate.COUNT, null, window("1h/1m")),
            feature("ever", Aggregate.COUNT, null),
            feature("long", Aggregate.COUNT, null, window("90d/1d")));
    add(user, NOON);
    add(user, NOON - 30 * DAY);

    Values values = valuesAsOf(user, NOON);
    assertThat(values.number(0)).isEqualTo(1);
    assertThat(values.number(1)).isEqualTo(2);
    assertThat(values.number(2)).isEqualTo(2);
  }

  @Test
  void emptyWindowsCountNothingAndKnowNothing() {
    List<Aggregate> aggregates = List.of(Aggregate.values());
    Feature[] features =
        aggregates.stream()
            .map(
                aggregate ->
                    switch (aggregate) {
                      case TOP -> top("top", 5, CATEGORY, window("1h/1m"));
                      case QUANTILE -> quantile("quantile", 0.5, window("1h/1m"));
                      default ->
                          feature(
                              aggregate.label(),
                              aggregate,
                              aggregate.needsField() ? AMOUNT : null,
                              window("1h/1m"));
                    })
            .toArray(Feature[]::new);
    UserState user = user(features);
    add(user, NOON);

    Values values = valuesAsOf(user, NOON + DAY);

    for (int slot = 0; slot < aggregates.size(); slot++) {
      Double empty =
          switch (aggregates.get(slot)) {
            case COUNT, SUM, DAYS_ACTIVE, DISTINCT -> 0.0;
            default -> Double.NaN;
          };
      assertThat(values.number(slot)).as(aggregates.get(slot).label()).isEqualTo(empty);
      assertThat(values.object(slot)).as(aggregates.get(slot).label()).isNull();
    }
  }

  @Test
  void theEndOfABoundedInputIsNotTheEndOfTime() {
    UserState user = user(feature("views", Aggregate.COUNT, null, window("1h/1m")));
    add(user, NOON);

    assertThat(user.asOf(Long.MAX_VALUE)).isEqualTo(NOON);
    assertThat(user.isForgotten(Long.MAX_VALUE)).isFalse();
    user.observe(
        Long.MAX_VALUE,
        (tick, values, events) -> {
          throw new AssertionError("tick " + tick);
        });
    assertThat(plan.isTooLate(NOON, Long.MAX_VALUE)).isFalse();
  }

  @Test
  void anEventIsTooLateBeyondTheLongestWindowOnly() {
    user(feature("views", Aggregate.COUNT, null, window("1h/1m"), window("24h/10m")));

    assertThat(plan.isTooLate(NOON - DAY, NOON)).isFalse();
    assertThat(plan.isTooLate(NOON - DAY - 1, NOON)).isTrue();
    assertThat(plan.isTooLate(NOON, Long.MIN_VALUE)).isFalse();
    assertThat(plan.isTooLate(Long.MIN_VALUE, NOON)).isTrue();
    assertThat(plan.isTooLate(Long.MIN_VALUE, Long.MIN_VALUE)).isTrue();
  }

  @Test
  void whatIsSmallSurvivesWhatWasLarge() {
    UserState user = user(feature("spend", Aggregate.SUM, AMOUNT, window("24h/10m")));
    user.add(event(null, NOON, 1e15), NOON, cold);
    user.add(event(null, NOON + 1, 1e-5), NOON, cold);
    user.add(event(null, NOON + DAY / 2, -1e15), NOON, cold);

    assertThat(numberAsOf(user, NOON + DAY / 2)).isCloseTo(1e-5, within(1e-14));
  }

  @Test
  void theSpreadOfFarAwayNumbersIsExact() {
    UserState user = user(feature("spread", Aggregate.STDDEV, AMOUNT, window("24h/10m")));
    for (int i = 0; i < 1_000; i++) {
      user.add(event(null, NOON + i * 1_000L, 1e15 + i % 2), NOON, cold);
    }

    assertThat(numberAsOf(user, NOON + HOUR)).isCloseTo(0.5, within(1e-10));
  }

  @Test
  void equalNumbersHaveNoSpread() {
    UserState user = user(feature("spread", Aggregate.STDDEV, AMOUNT, window("24h/10m")));
    for (int i = 0; i < 1_000; i++) {
      user.add(event(null, NOON + i * 60_000L, 0.1), NOON, cold);
    }

    assertThat(numberAsOf(user, NOON + 17 * HOUR)).isZero();
  }

  @Test
  void recencyAndTenureAreFractionalDays() {
    UserState user = user(feature("days_since", Aggregate.RECENCY, null));
    add(user, NOON);
    add(user, NOON + DAY);

    Values values = valuesAsOf(user, NOON + 2 * DAY + DAY / 4);
    assertThat(values.number(0)).isEqualTo(1.25);
    assertThat(values.number(1)).isEqualTo(2.25);
    assertThat(user.changesAt()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void daysAreThoseOfTheZonesCalendar() {
    ZoneId zone = ZoneId.of("America/St_Johns");
    UserState user =
        user(feature("days", Set.of(), Aggregate.DAYS_ACTIVE, null, null, zone, window("7d/1h")));
    // A minute after midnight of 2 November 2008 the clocks went back to 23:01 of the day before.
    long change = Instant.parse("2008-11-02T02:31:00Z").toEpochMilli();
    add(user, change - 120_000);
    add(user, change - 30_000);
    add(user, change + 60_000);

    assertThat(numberAsOf(user, change + HOUR / 2)).isEqualTo(2);
  }

  @Test
  void valuesAreNeverAskedForThePast() {
    UserState user = user(feature("views", Aggregate.COUNT, null, window("1h/1m")));
    add(user, NOON);
    numberAsOf(user, NOON + HOUR);

    assertThat(user.asOf(NOON)).isEqualTo(NOON + HOUR);
    assertThatThrownBy(() -> numberAsOf(user, NOON)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aTimeThatIsNoneIsRefused() {
    UserState user = user(feature("views", Aggregate.COUNT, null, window("1h/1m")));

    assertThatThrownBy(() -> add(user, Long.MIN_VALUE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aUserIsForgottenAfterRetentionAndWokenForIt() {
    Definition definition = Definitions.of(feature("ever", Aggregate.COUNT, null));
    UserState user = FeaturePlan.of(definition).newUser();
    add(user, NOON);
    user.observe(NOON + 100 * DAY, (tick, values, events) -> {});

    long end = NOON + definition.retention().toMillis();
    assertThat(user.wakeAt(NOON + 100 * DAY)).isEqualTo(end);
    assertThat(user.isForgotten(end - 1)).isFalse();
    assertThat(user.isForgotten(end)).isTrue();
  }

  private FeaturePlan plan = FeaturePlan.of(Definitions.of(feature("f", Aggregate.COUNT, null)));

  private UserState user(Feature... features) {
    plan = FeaturePlan.of(Definitions.of(features));
    return plan.newUser();
  }

  private void add(UserState user, long time) {
    assertThat(user.add(event(null, time, 1), Long.MIN_VALUE, cold)).isTrue();
  }

  private double numberAsOf(UserState user, long asOf) {
    return valuesAsOf(user, asOf).number(0);
  }

  private Values valuesAsOf(UserState user, long asOf) {
    Values values = new Values(plan.columns());
    user.evaluate(asOf, values);
    return values;
  }
}
