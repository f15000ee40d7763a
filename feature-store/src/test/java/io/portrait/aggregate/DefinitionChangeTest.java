package io.portrait.aggregate;

import static io.portrait.aggregate.Definitions.CATEGORY;
import static io.portrait.aggregate.Definitions.event;
import static io.portrait.aggregate.Definitions.feature;
import static io.portrait.aggregate.Definitions.millis;
import static io.portrait.aggregate.Definitions.window;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.portrait.audit.NaiveFeatures;
import io.portrait.definition.Aggregate;
import io.portrait.definition.Column;
import io.portrait.definition.Definition;
import io.portrait.definition.Feature;
import io.portrait.definition.Values;
import io.portrait.definition.Window;
import io.portrait.event.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Definitions that change again and again under a living user: a column is either what a naive
 * recomputation over all events says, or says that it is partial and until when.
 */
class DefinitionChangeTest {

  @Property(tries = 1_000, shrinking = ShrinkingMode.OFF)
  void aColumnIsExactOrSaysThatItIsPartial(@ForAll long seed) {
    new Run(seed).live();
  }

  @Test
  void wideTilesOfAnOlderDefinitionAreNotTakenForNarrowOnes() {
    long start = 1_790_000_000_000L - 1_790_000_000_000L % millis("36h");
    Feature days = feature("days", Aggregate.COUNT, null, window("36h/90m"));
    Feature minute = feature("minute", Aggregate.COUNT, null, window("60s/1s"));
    UserState user = FeaturePlan.of(Definitions.of(days)).newUser();
    add(user, start + millis("20m"), "a");

    FeaturePlan plan = FeaturePlan.of(Definitions.of(days, minute));
    user = plan.decode(user.encode());
    add(user, start + millis("40m"), "b");
    user.observe(start + millis("40m"), (tick, values, events) -> {});
    user.evaluate(start + millis("40m"), new Values(plan.columns()));
    assertThat(user.partialUntil(start + millis("40m"))).as("long whole again").isEmpty();

    Feature hour = feature("hour", Aggregate.COUNT, null, window("1h/1m"));
    plan = FeaturePlan.of(Definitions.of(days, minute, hour));
    user = plan.decode(user.encode());
    // The event at 20 minutes may be of any of the first 90: its tile is that wide.
    assertThat(user.partialUntil(start + millis("40m"))).containsOnlyKeys("hour_1h/1m");
  }

  @Test
  void aLifetimeBeginsWithWhatWindowsHoldEvenOfSketches() {
    long start = 1_790_000_000_000L;
    for (int values : new int[] {1_000, 3_000}) {
      Feature month = feature("month", Aggregate.DISTINCT, CATEGORY, window("30d/6h"));
      UserState user = FeaturePlan.of(Definitions.of(month)).newUser();
      for (int i = 0; i < values; i++) {
        add(user, start + i * 1_000L, "value" + i);
      }

      FeaturePlan plan =
          FeaturePlan.of(Definitions.of(month, feature("ever", Aggregate.DISTINCT, CATEGORY)));
      user = plan.decode(user.encode());
      add(user, start + values * 1_000L, "one more");
      Values now = new Values(plan.columns());
      user.evaluate(start + values * 1_000L, now);

      assertThat(user.partialUntil(start + values * 1_000L)).isEmpty();
      assertThat(now.number(1)).isEqualTo(now.number(0));
      assertThat(now.number(1)).isCloseTo(values + 1, withinPercentage(values > 2_048 ? 5 : 0));
    }
  }

  @Test
  void whatIsAskedForNoMoreLeavesTheState() {
    Feature views = feature("views", Aggregate.COUNT, null, window("30d/6h"));
    Feature last = feature("last", Aggregate.LAST, CATEGORY);
    UserState both = FeaturePlan.of(Definitions.of(views, last)).newUser();
    UserState one = FeaturePlan.of(Definitions.of(views)).newUser();
    add(both, 1_790_000_000_000L, "unmistakable");
    add(one, 1_790_000_000_000L, "unmistakable");
    assertThat(new String(both.encode(), ISO_8859_1)).contains("unmistakable");

    byte[] left = FeaturePlan.of(Definitions.of(views)).decode(both.encode()).encode();

    assertThat(left).isEqualTo(one.encode());
    assertThat(new String(left, ISO_8859_1)).doesNotContain("unmistakable");
  }

  private static void add(UserState user, long time, String category) {
    user.add(event(null, "view", time, 1, 1, category), time, new MemoryColdIds());
  }

  private static final class Run {

    private final long seed;
    private final RandomLife life;
    private final Random random;
    private final List<Event> accepted = new ArrayList<>();
    private final MemoryColdIds cold = new MemoryColdIds();

    private Definition definition;
    private FeaturePlan plan;
    private UserState user;
    private long watermark = Long.MIN_VALUE;
    private long longest;

    /** Columns that were whole once and are asked for still. */
    private Set<String> whole = new HashSet<>();

    Run(long seed) {
      this.seed = seed;
      life = new RandomLife(seed);
      random = life.random();
      definition = life.definition();
      plan = FeaturePlan.of(definition);
      user = plan.newUser();
      longest = definition.longestWindowMillis();
    }

    void live() {
      for (int step = 0; step < 150; step++) {
        if (random.nextInt(4) == 0) {
          watermark = Math.max(watermark, life.around());
          user.observe(watermark, (tick, values, events) -> {});
        }
        if (!add()) {
          return;
        }
        if (random.nextInt(3) == 0) {
          check();
        }
        if (random.nextInt(40) == 0) {
          change();
          check();
        }
      }
    }

    /** False where the user would be forgotten. */
    private boolean add() {
      Event event = withoutId(life.nextEvent());
      if (user.isForgotten(watermark)) {
        return false;
      }
      boolean isTooLate = watermark != Long.MIN_VALUE && watermark - event.timeMillis() > longest;
      if (!isTooLate) {
        user.add(event, watermark, cold);
        accepted.add(event);
      }
      return true;
    }

    private void change() {
      Definition next = life.change(definition);
      Map<String, String> kept = identities(definition);
      kept.values().retainAll(identities(next).values());
      Set<String> wholeIdentities = new HashSet<>();
      whole.forEach(column -> wholeIdentities.add(kept.getOrDefault(column, "gone")));
      FeaturePlan nextPlan = FeaturePlan.of(next);
      user = nextPlan.decode(user.encode());
      definition = next;
      plan = nextPlan;
      longest = Math.min(longest, next.longestWindowMillis());
      whole = new HashSet<>();
      identities(next)
          .forEach(
              (column, identity) -> {
                if (wholeIdentities.contains(identity)) {
                  whole.add(column);
                }
              });
    }

    private void check() {
      if (user.isEmpty()) {
        return;
      }
      long asOf = user.asOf(watermark);
      Values values = new Values(plan.columns());
      user.evaluate(asOf, values);
      Map<String, Long> partial = user.partialUntil(asOf);
      partial.values().forEach(until -> assertThat(until).isGreaterThan(asOf));
      assertThat(partial.keySet())
          .as("columns that were whole before")
          .noneMatch(column -> whole.contains(column));
      Map<String, @Nullable Object> expected = NaiveFeatures.evaluate(definition, accepted, asOf);
      List<String> wrong =
          NaiveFeatures.differences(definition, expected, values).stream()
              .filter(line -> !partial.containsKey(line.substring(0, line.indexOf(' '))))
              .toList();
      assertThat(wrong).as("seed %d, %s", seed, definition.features()).isEmpty();
      for (Column column : definition.columns()) {
        if (!partial.containsKey(column.name())) {
          whole.add(column.name());
        }
      }
      if (random.nextInt(3) == 0) {
        byte[] bytes = user.encode();
        user = plan.decode(bytes);
        assertThat(user.encode()).isEqualTo(bytes);
        assertThat(user.partialUntil(asOf)).isEqualTo(partial);
      }
    }

    /** What each column computes, whatever it is called. */
    private static Map<String, String> identities(Definition definition) {
      Map<String, String> identities = new HashMap<>();
      for (Feature feature : definition.features()) {
        String identity = feature.aggregate() + " " + SeriesPlan.canonical(feature);
        if (feature.windows().isEmpty()) {
          identities.put(feature.name(), identity);
        }
        for (Window window : feature.windows()) {
          identities.put(feature.column(window), identity + " " + window);
        }
      }
      return identities;
    }

    /** Which ids are remembered depends on the windows; here it is about the values. */
    private static Event withoutId(Event event) {
      return new Event(
          null,
          event.userId(),
          event.type(),
          event.timeMillis(),
          event.itemId(),
          event.category(),
          event.amount(),
          event.quantity(),
          event.text(),
          event.attributes());
    }
  }
}
