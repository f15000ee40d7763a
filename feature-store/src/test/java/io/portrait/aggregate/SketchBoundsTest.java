package io.portrait.aggregate;

import static io.portrait.aggregate.Definitions.CATEGORY;
import static io.portrait.aggregate.Definitions.event;
import static io.portrait.aggregate.Definitions.feature;
import static io.portrait.aggregate.Definitions.millis;
import static io.portrait.aggregate.Definitions.quantile;
import static io.portrait.aggregate.Definitions.top;
import static io.portrait.aggregate.Definitions.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.portrait.definition.Aggregate;
import io.portrait.definition.Definition;
import io.portrait.definition.Feature;
import io.portrait.definition.Values;
import io.portrait.definition.Window;
import io.portrait.event.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/**
 * Users of a hundred thousand events, many of them late, with restarts in the middle: values stay
 * within the bounds that are promised, and state comes back bit for bit.
 */
class SketchBoundsTest {

  private static final int EVENTS = 100_000;
  private static final long START = 1_790_000_000_000L;
  private static final long LIFE = millis("40d");
  private static final Window[] WINDOWS = {
    window("24h/10m"), window("7d/1h"), window("30d/6h"), window("1h/1m")
  };

  /** 1.04 / sqrt(4096). */
  private static final double STANDARD_ERROR = 0.01625;

  private static final double RANK_ERROR = 0.0133;

  private final Random random = new Random(17);

  @Test
  void distinctValuesStayWithinThreeStandardErrors() {
    Definition definition =
        Definitions.of(
            feature("items", Aggregate.DISTINCT, CATEGORY, WINDOWS),
            feature("ever", Aggregate.DISTINCT, CATEGORY));

    live(
        definition,
        i -> event(null, "view", time(i), 1, 1, "item" + random.nextInt(80_000)),
        (events, values) -> {
          for (int slot = 0; slot <= WINDOWS.length; slot++) {
            double exact = covered(definition, slot, events).stream().distinct().count();
            // An hour of a sketched series holds so few that hardly two share a register.
            assertThat(values.number(slot))
                .as(definition.columns().get(slot).name())
                .isCloseTo(exact, within(Math.max(2, 3 * STANDARD_ERROR * exact)));
          }
        },
        60_000);
  }

  @Test
  void frequentTextsAreNeverPassedOverForMuchRarerOnes() {
    Definition definition =
        Definitions.of(top("top", 20, CATEGORY, WINDOWS), top("ever", 20, CATEGORY));

    live(
        definition,
        i -> event(null, "view", time(i), 1, 1, "t" + (int) Math.pow(4_000, random.nextDouble())),
        (events, values) -> {
          for (int slot = 0; slot <= WINDOWS.length; slot++) {
            Map<Object, Long> counts = new HashMap<>();
            List<Object> covered = covered(definition, slot, events);
            covered.forEach(text -> counts.merge(text, 1L, Long::sum));
            List<String> listed = Objects.requireNonNull(values.texts(slot));
            double error = covered.size() / 385.0;
            List<Long> greatest =
                counts.values().stream().sorted((a, b) -> Long.compare(b, a)).limit(20).toList();
            assertThat(listed).hasSize(greatest.size()).doesNotHaveDuplicates();
            for (int place = 0; place < listed.size(); place++) {
              assertThat((double) counts.getOrDefault(listed.get(place), 0L))
                  .as("%s at %s", definition.columns().get(slot).name(), place)
                  .isCloseTo(greatest.get(place), within(error));
            }
          }
        },
        150_000);
  }

  @Test
  void quantilesStayWithinThreeTimesThePublishedErrorOfTheirRank() {
    double[] shares = {0, 0.05, 0.5, 0.99, 1};
    List<Feature> features = new ArrayList<>();
    for (double at : shares) {
      features.add(quantile("q" + features.size(), at, WINDOWS[0], WINDOWS[1], WINDOWS[2]));
    }
    features.add(quantile("ever", 0.5));
    Definition definition = Definitions.of(features.toArray(Feature[]::new));

    live(
        definition,
        i -> event(null, time(i), Math.rint(random.nextGaussian() * 1_000) / 100),
        (events, values) -> {
          for (int slot = 0; slot < definition.columns().size() - 1; slot++) {
            double at = slot == 15 ? 0.5 : shares[slot / 3];
            double found = values.number(slot);
            List<Double> all =
                covered(definition, slot, events).stream().map(Double.class::cast).toList();
            double below = all.stream().filter(value -> value < found).count();
            double notAbove = all.stream().filter(value -> value <= found).count();
            double error = at == 0 || at == 1 ? 0 : 3 * RANK_ERROR * all.size();
            assertThat(notAbove).isGreaterThanOrEqualTo(at * all.size() - error);
            assertThat(below).isLessThanOrEqualTo(at * all.size() + error);
          }
        },
        350_000);
  }

  /** Goes on evenly; a tenth of the events is up to three days late. */
  private long time(int i) {
    long now = START + (long) (LIFE * (double) i / EVENTS);
    return random.nextInt(10) == 0 ? now - (long) (random.nextDouble() * millis("3d")) : now;
  }

  private static void live(
      Definition definition,
      IntFunction<Event> next,
      BiConsumer<List<Event>, Values> check,
      int mostBytes) {
    FeaturePlan plan = FeaturePlan.of(definition);
    UserState user = plan.newUser();
    MemoryColdIds cold = new MemoryColdIds();
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < EVENTS; i++) {
      Event event = next.apply(i);
      events.add(event);
      long now = START + (long) (LIFE * (double) i / EVENTS);
      user.observe(now, (tick, values, count) -> {});
      user.add(event, now, cold);
      if (i % 700 == 699) {
        byte[] bytes = user.encode();
        user = plan.decode(bytes);
        assertThat(user.encode()).isEqualTo(bytes);
      }
      if (i % 20_000 == 19_999) {
        Values values = new Values(plan.columns());
        user.evaluate(user.asOf(Long.MIN_VALUE), values);
        check.accept(events, values);
        Values again = new Values(plan.columns());
        user.evaluate(user.asOf(Long.MIN_VALUE), again);
        assertThat(again).isEqualTo(values);
      }
    }
    assertThat(user.encode().length).isLessThan(mostBytes);
  }

  /** The values that a column covers as of the latest event. */
  private static List<Object> covered(Definition definition, int slot, List<Event> events) {
    long asOf = events.stream().mapToLong(Event::timeMillis).max().orElseThrow();
    int at = 0;
    for (Feature feature : definition.features()) {
      int columns = Math.max(1, feature.windows().size());
      if (slot < at + columns) {
        Window window = feature.windows().isEmpty() ? null : feature.windows().get(slot - at);
        long from =
            window == null
                ? Long.MIN_VALUE
                : Math.floorDiv(asOf - window.sizeMillis(), window.hopMillis())
                    * window.hopMillis();
        return events.stream()
            .filter(event -> event.timeMillis() >= from)
            .map(
                event -> CATEGORY.equals(feature.of()) ? (Object) event.category() : event.amount())
            .toList();
      }
      at += columns;
    }
    throw new IllegalArgumentException("no feature has the slot " + slot);
  }
}
