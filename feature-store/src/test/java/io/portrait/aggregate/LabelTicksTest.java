package io.portrait.aggregate;

import static io.portrait.aggregate.Definitions.feature;
import static io.portrait.aggregate.Definitions.millis;
import static io.portrait.aggregate.Definitions.window;
import static io.portrait.aggregate.Definitions.withLabels;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portrait.definition.Aggregate;
import io.portrait.definition.Definition;
import io.portrait.definition.Feature;
import io.portrait.definition.Observations;
import io.portrait.definition.Values;
import io.portrait.event.Event;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What makes a label, when it is given, and what becomes of it when the definition changes. */
class LabelTicksTest {

  private static final long DAY = millis("1d");
  private static final long HOUR = millis("1h");
  private static final long MIDNIGHT = Instant.parse("2026-11-20T00:00:00Z").toEpochMilli();
  private static final Feature VIEWS = feature("views", Aggregate.COUNT, null, window("30d/6h"));

  /** Users are observed while an event is no older than a day. */
  private static final Definition UNLABELLED = definition(VIEWS);

  /** Not a multiple of the days that ticks are apart. */
  private static final Duration HORIZON = Duration.ofHours(60);

  private static final Definition LABELLED = withLabels(UNLABELLED, HORIZON, "purchase", "cart");
  private static final long KNOWN = MIDNIGHT + HORIZON.toMillis();

  private final FeaturePlan plan = FeaturePlan.of(LABELLED);
  private final MemoryColdIds cold = new MemoryColdIds();
  private UserState user = plan.newUser();

  @Test
  void whoDoesNothingInTheHorizonHasChurned() {
    observedAtMidnight();

    assertThat(labels(KNOWN - 1)).isEmpty();
    assertThat(labels(KNOWN)).containsExactly("2026-11-20 known 2026-11-22T12: churned");
    assertThat(labels(KNOWN + 100 * DAY)).isEmpty();
  }

  @Test
  void theHorizonBeginsAfterTheTickAndEndsWithItsLastInstant() {
    for (long time : new long[] {MIDNIGHT, KNOWN + 1}) {
      user = plan.newUser();
      observedAtMidnight();
      add("purchase", time, MIDNIGHT);
      assertThat(labels(KNOWN)).as("at %d", time - MIDNIGHT).containsExactly(churned(0));
    }
    for (long time : new long[] {MIDNIGHT + 1, KNOWN}) {
      user = plan.newUser();
      observedAtMidnight();
      add("purchase", time, MIDNIGHT);
      assertThat(labels(KNOWN)).as("at %d", time - MIDNIGHT).contains(stayed(0));
    }
  }

  @Test
  void onlyEventsOfTheTypesThatAreActivityCount() {
    observedAtMidnight();
    add("view", MIDNIGHT + HOUR, MIDNIGHT);
    assertThat(labels(KNOWN)).contains(churned(0));

    user = plan.newUser();
    observedAtMidnight();
    add("cart", MIDNIGHT + HOUR, MIDNIGHT);
    assertThat(labels(KNOWN)).contains(stayed(0));
  }

  @Test
  void whatWasAheadWhenTheTickWasObservedCounts() {
    add("view", MIDNIGHT - 1, MIDNIGHT - HOUR);
    add("purchase", MIDNIGHT + 2 * DAY, MIDNIGHT - HOUR);

    assertThat(labels(MIDNIGHT)).isEmpty();
    restart(LABELLED);
    assertThat(labels(KNOWN)).containsExactly(stayed(0));
  }

  @Test
  void whatComesLateCountsUntilTheLabelIsKnown() {
    observedAtMidnight();
    user.observe(KNOWN - 1, (tick, values, events) -> {});
    add("purchase", MIDNIGHT + HOUR, KNOWN - 1);
    assertThat(labels(KNOWN)).contains(stayed(0));

    user = plan.newUser();
    observedAtMidnight();
    assertThat(labels(KNOWN)).containsExactly(churned(0));
    add("purchase", MIDNIGHT + HOUR, KNOWN);
    assertThat(labels(KNOWN + DAY)).as("given once").doesNotContain(stayed(0), churned(0));
  }

  @Test
  void aWatermarkThatJumpsGivesAllTicksThenAllLabelsInOrder() {
    add("view", MIDNIGHT - 1, MIDNIGHT - HOUR);
    add("purchase", MIDNIGHT + DAY + HOUR, MIDNIGHT - HOUR);
    List<String> all = new ArrayList<>();

    user.observe(MIDNIGHT + 50 * DAY, telling(all, true));

    assertThat(all)
        .containsExactly("2026-11-20", "2026-11-22", stayed(0), churned(2));
  }

  @Test
  void theEndOfInputIsNoTimeAtWhichAnythingIsKnown() {
    observedAtMidnight();
    add("view", MIDNIGHT + HOUR, MIDNIGHT);

    List<String> all = new ArrayList<>();
    user.observe(Long.MAX_VALUE, telling(all, true));

    assertThat(all).isEmpty();
    assertThat(labels(KNOWN)).containsExactly(churned(0));
  }

  @Test
  void anEventIsNotTakenWhileALabelIsDue() {
    observedAtMidnight();

    assertThatThrownBy(() -> add("purchase", MIDNIGHT + HOUR, KNOWN))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aUserIsWokenForALabelWhenNothingElseIsDue() {
    observedAtMidnight();
    assertThat(user.wakeAt(MIDNIGHT)).isEqualTo(KNOWN);
    restart(LABELLED);
    assertThat(user.wakeAt(MIDNIGHT)).isEqualTo(KNOWN);

    labels(KNOWN);

    assertThat(user.wakeAt(KNOWN)).as("views leave the window").isGreaterThan(KNOWN + DAY);
  }

  @Test
  void withoutTheSectionNothingIsLabelled() {
    user = FeaturePlan.of(UNLABELLED).newUser();
    observedAtMidnight();

    assertThat(user.wakeAt(MIDNIGHT)).isGreaterThan(KNOWN);
    assertThat(labels(KNOWN + DAY)).isEmpty();
  }

  @Test
  void whoNoLongerAsksForLabelsLosesThemAndNothingElse() {
    add("view", MIDNIGHT - 1, MIDNIGHT - HOUR);
    add("purchase", MIDNIGHT + HOUR, MIDNIGHT - HOUR);
    labels(MIDNIGHT);
    UserState never = FeaturePlan.of(UNLABELLED).newUser();
    never.add(event("view", MIDNIGHT - 1), MIDNIGHT - HOUR, new MemoryColdIds());
    never.add(event("purchase", MIDNIGHT + HOUR), MIDNIGHT - HOUR, new MemoryColdIds());
    never.observe(MIDNIGHT, (tick, values, events) -> {});

    restart(UNLABELLED);

    assertThat(user.hasDroppedLabels()).isTrue();
    assertThat(user.isOfOtherDefinitions()).isFalse();
    assertThat(user.encode()).isEqualTo(never.encode());
    assertThat(labels(KNOWN)).isEmpty();
  }

  @Test
  void labelsThatMeanAnotherThingNowAreDroppedAndTheNextTicksAreLabelledAnew() {
    for (Definition changed :
        List.of(
            withLabels(UNLABELLED, HORIZON.plusHours(24), "purchase", "cart"),
            withLabels(UNLABELLED, HORIZON, "purchase"),
            withLabels(UNLABELLED, HORIZON, "purchase", "view"))) {
      user = plan.newUser();
      observedAtMidnight();
      add("cart", MIDNIGHT + HOUR, MIDNIGHT);
      restart(changed);
      assertThat(user.hasDroppedLabels()).isTrue();
      restart(changed);
      assertThat(user.hasDroppedLabels()).as("told once").isFalse();

      long known = MIDNIGHT + DAY + Objects.requireNonNull(changed.churn()).horizon().toMillis();
      assertThat(labels(known - 1)).isEmpty();
      assertThat(labels(known)).hasSize(1).first().asString().startsWith("2026-11-21");
    }
  }

  @Test
  void labelsThatStillMeanTheSameGoOnUnderOtherFeatures() {
    Feature carts = feature("carts", Aggregate.COUNT, null, window("1h/1m"));
    Definition changed = withLabels(definition(carts, VIEWS), HORIZON, "cart", "purchase");
    observedAtMidnight();
    add("cart", MIDNIGHT + HOUR, MIDNIGHT);

    restart(changed);

    assertThat(user.isOfOtherDefinitions()).isTrue();
    assertThat(user.hasDroppedLabels()).isFalse();
    assertThat(labels(KNOWN)).containsExactly(stayed(0));
  }

  @Test
  void ticksAfterLabelsAreAskedForAreLabelledByWhatWasAheadToo() {
    user = FeaturePlan.of(UNLABELLED).newUser();
    observedAtMidnight();
    add("view", MIDNIGHT + HOUR, MIDNIGHT);
    add("purchase", MIDNIGHT + DAY + HOUR, MIDNIGHT);

    restart(LABELLED);

    assertThat(user.hasDroppedLabels()).isFalse();
    assertThat(labels(KNOWN + 5 * DAY)).containsExactly(stayed(1), churned(2));
  }

  @Test
  void aUserOfWhomNoLabelIsPendingTakesNoByteMore() {
    UserState never = FeaturePlan.of(UNLABELLED).newUser();
    never.add(event("view", MIDNIGHT - 1), MIDNIGHT - HOUR, new MemoryColdIds());
    add("view", MIDNIGHT - 1, MIDNIGHT - HOUR);
    assertThat(user.encode()).isEqualTo(never.encode());

    never.observe(KNOWN, (tick, values, events) -> {});
    labels(KNOWN);
    assertThat(user.encode()).isEqualTo(never.encode());
  }

  @Test
  void ticksThatWaitTakeTenBytesAndSixEach() {
    UserState never = FeaturePlan.of(UNLABELLED).newUser();
    for (int day = 0; day < 30; day++) {
      never.add(event("view", MIDNIGHT + day * DAY), MIDNIGHT - HOUR, new MemoryColdIds());
      add("view", MIDNIGHT + day * DAY, MIDNIGHT - HOUR);
    }
    user = FeaturePlan.of(withLabels(UNLABELLED, Duration.ofDays(30), "view")).decode(user.encode());

    long today = MIDNIGHT + 29 * DAY;
    assertThat(labels(today)).isEmpty();
    never.observe(today, (tick, values, events) -> {});

    assertThat(user.encode().length - never.encode().length).isBetween(30, 10 + 30 * 6);
  }

  @Test
  void aValueOfThisVersionIsReadWithItsLabels() throws IOException {
    add("view", MIDNIGHT - 1, MIDNIGHT - HOUR);
    labels(MIDNIGHT);
    add("purchase", MIDNIGHT + HOUR, MIDNIGHT);
    labels(MIDNIGHT + 2 * DAY);
    add("view", MIDNIGHT + 2 * DAY + HOUR, MIDNIGHT + 2 * DAY);
    String written = HexFormat.of().formatHex(user.encode());

    String golden;
    try (InputStream hex = getClass().getResourceAsStream("user-state-2-labels.hex")) {
      golden =
          new String(Objects.requireNonNull(hex).readAllBytes(), StandardCharsets.US_ASCII).strip();
    }

    assertThat(written).isEqualTo(golden);
    user = plan.decode(HexFormat.of().parseHex(golden));
    assertThat(labels(MIDNIGHT + 10 * DAY)).containsExactly(stayed(0), churned(1), churned(3));
  }

  private static Definition definition(Feature... features) {
    return Definitions.of(
        Duration.ofHours(1),
        new Observations(Duration.ofDays(1), Duration.ofDays(1)),
        Duration.ofDays(730),
        List.of(features));
  }

  /** A user of one view, long enough before midnight that no other tick observes them. */
  private void observedAtMidnight() {
    add("view", MIDNIGHT - 1, MIDNIGHT - HOUR);
    assertThat(labels(MIDNIGHT)).isEmpty();
  }

  private void add(String type, long time, long watermark) {
    assertThat(user.add(event(type, time), watermark, cold)).isTrue();
  }

  private static Event event(String type, long time) {
    return Definitions.event(null, type, time, Double.NaN, Double.NaN, null);
  }

  private void restart(Definition definition) {
    user = FeaturePlan.of(definition).decode(user.encode());
  }

  private List<String> labels(long watermark) {
    List<String> labels = new ArrayList<>();
    user.observe(watermark, telling(labels, false));
    return labels;
  }

  private static String churned(int day) {
    return label(MIDNIGHT + day * DAY, KNOWN + day * DAY, true);
  }

  private static String stayed(int day) {
    return label(MIDNIGHT + day * DAY, KNOWN + day * DAY, false);
  }

  private static String label(long tick, long known, boolean isChurned) {
    return Instant.ofEpochMilli(tick).toString().substring(0, 10)
        + " known "
        + Instant.ofEpochMilli(known).toString().substring(0, 13)
        + (isChurned ? ": churned" : ": stayed");
  }

  private static TickObserver telling(List<String> told, boolean ticksToo) {
    return new TickObserver() {
      @Override
      public void observed(long tick, Values values, long events) {
        if (ticksToo) {
          told.add(Instant.ofEpochMilli(tick).toString().substring(0, 10));
        }
      }

      @Override
      public void matured(long tick, long matured, boolean isChurned) {
        told.add(label(tick, matured, isChurned));
      }
    };
  }
}
