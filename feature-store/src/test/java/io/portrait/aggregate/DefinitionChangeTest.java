package io.portrait.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

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

/**
 * Definitions that change again and again under a living user: a column is either what a naive
 * recomputation over all events says, or says that it is partial and until when.
 */
class DefinitionChangeTest {

  @Property(tries = 400, shrinking = ShrinkingMode.OFF)
  void aColumnIsExactOrSaysThatItIsPartial(@ForAll long seed) {
    new Run(seed).live();
  }

  private static final class Run {

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
      assertThat(wrong).isEmpty();
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
