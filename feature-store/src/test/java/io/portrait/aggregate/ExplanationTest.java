package io.portrait.aggregate;

import static io.portrait.aggregate.Definitions.AMOUNT;
import static io.portrait.aggregate.Definitions.CATEGORY;
import static io.portrait.aggregate.Definitions.event;
import static io.portrait.aggregate.Definitions.feature;
import static io.portrait.aggregate.Definitions.millis;
import static io.portrait.aggregate.Definitions.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.portrait.aggregate.Explanation.Tile;
import io.portrait.definition.Aggregate;
import io.portrait.definition.Definition;
import io.portrait.definition.Feature;
import io.portrait.definition.Observations;
import io.portrait.definition.Values;
import io.portrait.event.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the tiles behind a value say. */
class ExplanationTest {

  private static final long HOUR = millis("1h");
  private static final long NOON = Instant.parse("2026-11-20T12:00:00Z").toEpochMilli();

  private final MemoryColdIds cold = new MemoryColdIds();

  @Property(tries = 200, shrinking = ShrinkingMode.OFF)
  void tilesOfARandomUserAddUpToEachValue(@ForAll long seed) {
    RandomLife life = new RandomLife(seed);
    FeaturePlan plan = FeaturePlan.of(life.definition());
    UserState user = plan.newUser();
    long watermark = Long.MIN_VALUE;
    for (int i = 0; i < 80; i++) {
      if (life.random().nextInt(4) == 0) {
        watermark = Math.max(watermark, life.around());
        user.observe(watermark, (tick, values, events) -> {});
      }
      Event event = life.nextEvent();
      if (!plan.isTooLate(event.timeMillis(), watermark)) {
        user.add(event, watermark, cold);
      }
      if (life.random().nextInt(5) == 0) {
        user = plan.decode(user.encode());
      }
    }
    if (!user.isEmpty()) {
      check(life.definition(), user, user.asOf(watermark));
    }
  }

  private static void check(Definition definition, UserState user, long asOf) {
    Values values = new Values(definition.columns().size());
    user.evaluate(asOf, values);
    int slot = 0;
    for (Feature feature : definition.features()) {
      for (int i = 0; i < Math.max(1, feature.windows().size()); i++) {
        Explanation explanation = user.explain(slot, asOf);
        Double sum = together(feature.aggregate(), explanation.tiles());
        if (sum != null) {
          double tolerance = 1e-9 * (1 + magnitude(explanation.tiles()));
          double value = values.number(slot);
          assertThat(Double.isNaN(value) ? 0 : value)
              .as("%s of %s", explanation, feature)
              .isCloseTo(sum, within(tolerance));
        }
        checkTimes(explanation);
        slot++;
      }
    }
  }

  /** As a reader would put the tiles together; null where the tiles alone do not say. */
  private static @Nullable Double together(Aggregate aggregate, List<Tile> tiles) {
    return switch (aggregate) {
      case COUNT, SUM, DAYS_ACTIVE, DISTINCT ->
          tiles.stream().mapToDouble(tile -> number(tile, 0)).sum();
      case MEAN -> {
        double events = tiles.stream().mapToDouble(tile -> tile.events().orElseThrow()).sum();
        double sum =
            tiles.stream().mapToDouble(tile -> number(tile, 0) * tile.events().orElseThrow()).sum();
        yield events == 0 ? 0 : sum / events;
      }
      case MIN -> tiles.stream().mapToDouble(tile -> number(tile, 0)).min().orElse(0);
      case MAX -> tiles.stream().mapToDouble(tile -> number(tile, 0)).max().orElse(0);
      case RECENCY -> tiles.stream().mapToDouble(tile -> number(tile, 0)).findFirst().orElse(0);
      case STDDEV, FIRST, LAST, TOP, QUANTILE -> null;
    };
  }

  private static double magnitude(List<Tile> tiles) {
    return tiles.stream().mapToDouble(tile -> Math.abs(number(tile, 0))).sum();
  }

  private static double number(Tile tile, double otherwise) {
    return tile.value() instanceof Double number ? number : otherwise;
  }

  private static void checkTimes(Explanation explanation) {
    explanation
        .tiles()
        .forEach(
            tile -> {
              assertThat(tile.fromMillis())
                  .isBetween(
                      explanation.fromMillis().orElse(Long.MIN_VALUE), explanation.asOfMillis());
              assertThat(tile.untilMillis()).isGreaterThan(tile.fromMillis());
            });
  }

  @Test
  void aLateEventLandsInTheTileOfItsOwnTime() {
    UserState user = user(feature("views", Aggregate.COUNT, null, window("24h/10m")));
    add(user, NOON);
    add(user, NOON + 2 * HOUR);
    add(user, NOON + 5_000);

    Explanation explanation = user.explain(0, NOON + 2 * HOUR);

    assertThat(explanation.fromMillis()).hasValue(NOON - 22 * HOUR);
    assertThat(explanation.events()).hasValue(3);
    assertThat(explanation.tiles())
        .containsExactly(
            new Tile(NOON, NOON + 600_000, 2.0, OptionalLong.of(2), 2),
            new Tile(NOON + 2 * HOUR, NOON + 2 * HOUR + 600_000, 1.0, OptionalLong.of(1), 1));
  }

  @Test
  void whatHasLeftTheWindowIsNotShown() {
    UserState user =
        user(feature("views", Aggregate.COUNT, null, window("1h/1m"), window("7d/1h")));
    add(user, NOON);
    add(user, NOON + 2 * HOUR);

    assertThat(user.explain(0, NOON + 2 * HOUR).tiles()).hasSize(1);
    assertThat(user.explain(1, NOON + 2 * HOUR).tiles()).hasSize(2);
  }

  @Test
  void eventsAheadOfTheNextTickAreMarked() {
    Definition definition =
        Definitions.of(
            Duration.ofHours(1),
            new Observations(Duration.ofHours(1), Duration.ofDays(60)),
            Duration.ofDays(730),
            List.of(feature("spend", Aggregate.SUM, AMOUNT, window("24h/10m"))));
    UserState user = FeaturePlan.of(definition).newUser();
    user.add(event(null, NOON - 60_000, 3), NOON - 120_000, cold);
    user.add(event(null, NOON + 60_000, 4), NOON - 120_000, cold);
    user.add(event(null, NOON + 60_000, Double.NaN), NOON - 120_000, cold);

    Explanation explanation = user.explain(0, NOON + 60_000);

    assertThat(explanation.tickMillis()).hasValue(NOON);
    assertThat(explanation.tiles()).extracting(Tile::ahead).containsExactly(0, 1);
    assertThat(explanation.tiles()).extracting(Tile::value).containsExactly(3.0, 4.0);
  }

  @Test
  void aLifetimeIsOneTotal() {
    UserState user =
        user(feature("ever", Aggregate.COUNT, null), feature("first", Aggregate.FIRST, CATEGORY));
    user.add(event(null, "view", NOON, 1, 1, "shoes"), NOON, cold);
    user.add(event(null, "view", NOON + HOUR, 1, 1, "hats"), NOON, cold);

    Explanation ever = user.explain(0, NOON + HOUR);
    assertThat(ever.fromMillis()).isEmpty();
    assertThat(ever.tiles()).extracting(Tile::value).containsExactly(2.0);
    assertThat(user.explain(1, NOON + HOUR).tiles())
        .extracting(Tile::value)
        .containsExactly("shoes");
  }

  @Test
  void aFeatureThatCameLaterSaysUntilWhenItIsPartial() {
    UserState before = user(feature("views", Aggregate.COUNT, null, window("24h/10m")));
    before.add(event(null, NOON, 1), NOON, cold);
    FeaturePlan after =
        FeaturePlan.of(
            Definitions.of(
                feature("views", Aggregate.COUNT, null, window("24h/10m")),
                feature("spend", Aggregate.SUM, AMOUNT, window("24h/10m"))));

    UserState user = after.decode(before.encode());

    assertThat(user.isOfOtherDefinitions()).isTrue();
    assertThat(user.explain(0, NOON).partialUntilMillis()).isEmpty();
    assertThat(user.explain(1, NOON).partialUntilMillis()).hasValue(NOON + 24 * HOUR + HOUR / 6);
    assertThat(after.decode(user.encode()).isOfOtherDefinitions()).isFalse();
  }

  @Test
  void tenureHasNoTiles() {
    UserState user = user(feature("views", Aggregate.COUNT, null));
    add(user, NOON);

    assertThatThrownBy(() -> user.explain(1, NOON)).isInstanceOf(IllegalArgumentException.class);
  }

  private static UserState user(Feature... features) {
    return FeaturePlan.of(Definitions.of(features)).newUser();
  }

  private void add(UserState user, long time) {
    user.add(event(null, time, 1), Long.MIN_VALUE, cold);
  }
}
