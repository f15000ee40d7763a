package io.portrait.aggregate;

import static io.portrait.aggregate.Definitions.millis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.portrait.definition.Aggregate;
import io.portrait.definition.Definition;
import io.portrait.definition.Embedding;
import io.portrait.definition.Feature;
import io.portrait.definition.Field;
import io.portrait.definition.Observations;
import io.portrait.definition.Values;
import io.portrait.event.EmbeddedEvent;
import io.portrait.event.Event;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the taste means, and what becomes of it when texts or definitions fail. */
class TasteTest {

  private static final long NOON = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();
  private static final long DAY = millis("1d");
  private static final Feature VIEWS = Definitions.feature("views", Aggregate.COUNT, null);
  private static final Embedding TASTE =
      new Embedding("m", new Field("text", Field.Kind.TEXT), Duration.ofDays(14), Map.of());
  private static final Definition DEFINITION = with(TASTE, VIEWS);

  @Test
  void afterAHalfLifeAVectorWeighsHalf() {
    UserState user = FeaturePlan.of(DEFINITION).newUser();
    add(user, touched("view", NOON, 0));
    add(user, touched("view", NOON + 14 * DAY, 1));

    float[] taste = taste(user);

    assertThat(taste[0] / taste[1]).isCloseTo(0.5f, within(1e-6f));
    assertThat(taste[0] * taste[0] + taste[1] * taste[1]).isCloseTo(1f, within(1e-6f));
  }

  @Test
  void timeAloneChangesNothing() {
    UserState user = FeaturePlan.of(DEFINITION).newUser();
    add(user, touched("view", NOON, 0));
    add(user, touched("view", NOON + DAY, 1));
    float[] before = taste(user);

    Values later = new Values(2);
    user.evaluate(NOON + 5_000 * DAY, later);

    assertThat(later.embedding()).isEqualTo(before);
  }

  @Test
  void aPurchaseCountsMoreWhereTheFileSaysSo() {
    Embedding weighted =
        new Embedding("m", TASTE.of(), TASTE.halfLife(), Map.of("purchase", 3.0, "search", 0.25));
    UserState user = FeaturePlan.of(with(weighted, VIEWS)).newUser();
    add(user, touched("view", NOON, 0));
    add(user, touched("purchase", NOON, 1));
    add(user, touched("search", NOON, 2));

    float[] taste = taste(user);

    assertThat(taste[1] / taste[0]).isCloseTo(3f, within(1e-6f));
    assertThat(taste[2] / taste[0]).isCloseTo(0.25f, within(1e-6f));
  }

  @Test
  void theOrderInWhichEventsComeDoesNotChangeABit() {
    Random random = new Random(7);
    List<EmbeddedEvent> events = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      Event event = event("view", NOON + random.nextInt((int) (60 * DAY / 1_000)) * 1_000L);
      events.add(new EmbeddedEvent(event, Vectors.random(random, 384), false));
    }
    float[] first = null;
    for (int order = 0; order < 20; order++) {
      Collections.shuffle(events, random);
      UserState user = FeaturePlan.of(DEFINITION).newUser();
      events.forEach(event -> add(user, event));
      float[] taste = taste(user);
      if (first == null) {
        first = taste;
      }
      assertThat(taste).isEqualTo(first);
    }
  }

  @Test
  void aUserWhoComesBackAfterAThousandHalfLivesHasTheTasteOfToday() {
    UserState user =
        FeaturePlan.of(with(new Embedding("m", TASTE.of(), Duration.ofSeconds(1), Map.of()), VIEWS))
            .newUser();
    add(user, touched("view", NOON, 0));
    add(user, touched("view", NOON + millis("5000s"), 1));
    add(user, touched("view", NOON - millis("5000s"), 2));

    assertThat(taste(user)).containsExactly(0, 1, 0, 0);
  }

  @Test
  void aTextThatCouldNotBeEmbeddedIsSaidUntilItWeighsLessThanAHundredth() {
    UserState user = FeaturePlan.of(DEFINITION).newUser();
    add(user, EmbeddedEvent.missed(event("view", NOON)));
    Values values = evaluate(user);
    assertThat(values.embedding()).isNull();
    assertThat(values.embeddingLacks()).isTrue();
    assertThat(values.number(0)).isEqualTo(1);

    for (int i = 0; i < 98; i++) {
      add(user, touched("view", NOON, 0));
    }
    assertThat(evaluate(user).embeddingLacks()).isTrue();

    add(user, touched("view", NOON + DAY, 0));
    assertThat(evaluate(user).embeddingLacks()).isFalse();
  }

  @Test
  void whatComesBehindATickIsInTheLiveTasteOnlyAlsoAfterARestart() {
    FeaturePlan plan = FeaturePlan.of(DEFINITION);
    UserState user = plan.newUser();
    user.add(touched("view", NOON, 0), NOON - 1, new MemoryColdIds());
    user.add(touched("view", NOON + DAY, 1), NOON - 1, new MemoryColdIds());
    user.add(EmbeddedEvent.missed(event("view", NOON + DAY)), NOON - 1, new MemoryColdIds());
    UserState restarted = plan.decode(user.encode());

    List<Values> ticks = new ArrayList<>();
    restarted.observe(NOON + DAY / 2, (tick, values, events) -> ticks.add(values));

    assertThat(ticks).hasSize(1);
    assertThat(ticks.get(0).embedding()).containsExactly(1, 0, 0, 0);
    assertThat(ticks.get(0).embeddingLacks()).isFalse();
    assertThat(taste(restarted)).isEqualTo(taste(user));
    assertThat(evaluate(restarted).embeddingLacks()).isTrue();
  }

  @Test
  void aTasteAddedLaterIsPartialForSevenHalfLives() {
    UserState before = FeaturePlan.of(with(null, VIEWS)).newUser();
    add(before, touched("view", NOON, 0));
    UserState user = FeaturePlan.of(DEFINITION).decode(before.encode());
    add(user, touched("view", NOON + DAY, 1));

    UserState restarted = FeaturePlan.of(DEFINITION).decode(user.encode());

    assertThat(restarted.partialUntil(NOON + DAY))
        .isEqualTo(Map.of("embedding", NOON + 7 * 14 * DAY));
    assertThat(restarted.partialUntil(NOON + 7 * 14 * DAY)).isEmpty();
    assertThat(taste(restarted)).containsExactly(0, 1, 0, 0);
  }

  @Test
  void featuresMayChangeAroundATaste() {
    UserState user = FeaturePlan.of(DEFINITION).newUser();
    add(user, touched("view", NOON, 2));
    user.observe(NOON + DAY, (tick, values, events) -> {});
    Feature last = Definitions.feature("last", Aggregate.LAST, Definitions.CATEGORY);

    UserState changed = FeaturePlan.of(with(TASTE, last, VIEWS)).decode(user.encode());

    assertThat(taste(changed)).containsExactly(0, 0, 1, 0);
    assertThat(changed.partialUntil(NOON + DAY).keySet()).containsExactly("last");
  }

  @Test
  void anotherModelBeginsANewTaste() {
    UserState user = FeaturePlan.of(DEFINITION).newUser();
    add(user, touched("view", NOON, 2));
    Embedding other = new Embedding("other", TASTE.of(), TASTE.halfLife(), TASTE.weights());

    UserState changed = FeaturePlan.of(with(other, VIEWS)).decode(user.encode());

    assertThat(evaluate(changed).embedding()).isNull();
    assertThat(evaluate(changed).embeddingLacks()).isFalse();
    assertThat(changed.partialUntil(NOON)).containsOnlyKeys("embedding");
  }

  @Test
  void aTasteThatIsNoLongerWantedLeavesTheState() {
    UserState user = FeaturePlan.of(DEFINITION).newUser();
    add(user, touched("view", NOON, 2));

    UserState changed = FeaturePlan.of(with(null, VIEWS)).decode(user.encode());

    assertThat(evaluate(changed).embedding()).isNull();
    UserState never = FeaturePlan.of(with(null, VIEWS)).newUser();
    add(never, EmbeddedEvent.plain(event("view", NOON)));
    evaluate(never);
    assertThat(changed.encode()).isEqualTo(never.encode());
  }

  @Test
  void vectorsOfAnotherSizeUnderTheSameNameBeginANewTaste() {
    UserState user = FeaturePlan.of(DEFINITION).newUser();
    add(user, touched("view", NOON, 2));
    add(user, new EmbeddedEvent(event("view", NOON + DAY), new float[] {0, 1}, false));

    assertThat(taste(user)).containsExactly(0, 1);
    assertThat(user.partialUntil(NOON + DAY)).containsOnlyKeys("embedding");
  }

  @Test
  void aValueOfThisVersionIsReadToTheBit() throws IOException {
    FeaturePlan plan = FeaturePlan.of(DEFINITION);
    UserState user = plan.newUser();
    user.add(touched("view", NOON, 0), NOON - 1, new MemoryColdIds());
    user.add(touched("view", NOON + millis("5h"), 1), NOON - 1, new MemoryColdIds());
    user.add(EmbeddedEvent.missed(event("view", NOON + DAY)), NOON - 1, new MemoryColdIds());
    user.add(touched("view", NOON + DAY, 3), NOON - 1, new MemoryColdIds());
    evaluate(user);

    byte[] golden;
    try (InputStream hex = getClass().getResourceAsStream("user-state-2-taste.hex")) {
      golden =
          HexFormat.of()
              .parseHex(
                  new String(Objects.requireNonNull(hex).readAllBytes(), StandardCharsets.US_ASCII)
                      .strip());
    }
    assertThat(HexFormat.of().formatHex(user.encode())).isEqualTo(HexFormat.of().formatHex(golden));
    assertThat(taste(plan.decode(golden))).isEqualTo(taste(user));
    assertThat(evaluate(plan.decode(golden)).embeddingLacks()).isTrue();
  }

  @Test
  void vectorsThatCancelAreNoTaste() {
    UserState user = FeaturePlan.of(DEFINITION).newUser();
    add(user, touched("view", NOON, 0));
    add(user, new EmbeddedEvent(event("view", NOON), new float[] {-1, 0, 0, 0}, false));

    assertThat(evaluate(user).embedding()).isNull();
  }

  private static Definition with(@Nullable Embedding embedding, Feature... features) {
    return Definitions.of(
        Duration.ofHours(1),
        Observations.DEFAULT,
        Duration.ofDays(10_000),
        List.of(features),
        embedding);
  }

  private static EmbeddedEvent touched(String type, long time, int axis) {
    return new EmbeddedEvent(event(type, time), Vectors.axis(axis), false);
  }

  private static Event event(String type, long time) {
    return Definitions.event(null, type, time, Double.NaN, Double.NaN, null);
  }

  private static void add(UserState user, EmbeddedEvent event) {
    user.add(event, Long.MIN_VALUE, new MemoryColdIds());
  }

  private static Values evaluate(UserState user) {
    Values values = new Values(8);
    user.evaluate(user.asOf(Long.MIN_VALUE), values);
    return values;
  }

  private static float[] taste(UserState user) {
    return Objects.requireNonNull(evaluate(user).embedding());
  }
}
