package io.portrait.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.audit.NaiveFeatures;
import io.portrait.definition.Column;
import io.portrait.definition.ColumnType;
import io.portrait.definition.Definition;
import io.portrait.definition.Values;
import io.portrait.event.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.jspecify.annotations.Nullable;

/** Random users with random definitions, each moment compared with the naive recomputation. */
class UserStateOracleTest {

  @Property(tries = 250, shrinking = ShrinkingMode.OFF)
  void valuesAndTicksAreThoseOfANaiveRecomputation(@ForAll long seed) {
    new Run(seed).live(120);
  }

  @Property(tries = 5, shrinking = ShrinkingMode.OFF)
  void longLivesToo(@ForAll long seed) {
    new Run(seed).live(600);
  }

  private static final class Run {

    private final RandomLife life;
    private final Definition definition;
    private final FeaturePlan plan;
    private final Random random;

    private UserState user;
    private MemoryColdIds cold = new MemoryColdIds();
    private NaiveUser oracle;
    private long watermark = Long.MIN_VALUE;
    private long greatestWatermark = Long.MIN_VALUE;

    Run(long seed) {
      life = new RandomLife(seed);
      definition = life.definition();
      plan = FeaturePlan.of(definition);
      random = life.random();
      user = plan.newUser();
      oracle = new NaiveUser(definition);
    }

    void live(int steps) {
      for (int step = 0; step < steps; step++) {
        if (random.nextInt(4) == 0) {
          advance();
        }
        add();
        if (random.nextInt(3) == 0) {
          evaluate();
        }
        if (random.nextInt(3) == 0) {
          restart();
        }
      }
      evaluate();
    }

    /** Event time goes on, by a little or by much, and may stand ahead of events to come. */
    private void advance() {
      watermark = Math.max(watermark, life.around());
      greatestWatermark = Math.max(greatestWatermark, watermark);
      observe();
      if (user.isForgotten(watermark)) {
        user = plan.newUser();
        oracle = new NaiveUser(definition);
        cold = new MemoryColdIds();
      }
    }

    private void observe() {
      List<NaiveUser.Row> expected = oracle.observe(watermark);
      List<Long> ticks = new ArrayList<>();
      user.observe(
          watermark,
          (tick, values, events) -> {
            assertThat(ticks.size()).as("ticks").isLessThan(expected.size());
            NaiveUser.Row row = expected.get(ticks.size());
            assertThat(tick).isEqualTo(row.tick());
            assertThat(events).isEqualTo(row.events());
            assertThat(NaiveFeatures.differences(definition, row.columns(), values)).isEmpty();
            ticks.add(tick);
          });
      assertThat(ticks).hasSameSizeAs(expected);
    }

    private void add() {
      Event event = life.nextEvent();
      if (plan.isTooLate(event.timeMillis(), greatestWatermark)) {
        return;
      }
      boolean isNew = user.add(event, watermark, cold);
      assertThat(isNew).as("is new: %s", event).isEqualTo(oracle.add(event, greatestWatermark));
    }

    private void evaluate() {
      if (user.isEmpty()) {
        return;
      }
      assertThat(user.events()).isEqualTo(oracle.events().size());
      assertThat(user.firstMillis())
          .isEqualTo(oracle.events().stream().mapToLong(Event::timeMillis).min().orElseThrow());
      assertThat(user.latestMillis())
          .isEqualTo(oracle.events().stream().mapToLong(Event::timeMillis).max().orElseThrow());
      long asOf = user.asOf(watermark);
      Values values = new Values(plan.columns());
      user.evaluate(asOf, values);
      Map<String, @Nullable Object> expected = oracle.evaluate(asOf);
      assertThat(NaiveFeatures.differences(definition, expected, values)).isEmpty();
      long changesAt = user.changesAt();
      assertThat(changesAt).isGreaterThan(asOf);
      long before = changesAt == Long.MAX_VALUE ? asOf + 1_000_000_000_000L : changesAt - 1;
      assertThat(steady(oracle.evaluate(before))).isEqualTo(steady(expected));
    }

    /** Without what changes with every millisecond. */
    private Map<String, @Nullable Object> steady(Map<String, @Nullable Object> columns) {
      Map<String, @Nullable Object> steady = new HashMap<>(columns);
      for (Column column : definition.columns()) {
        if (column.name().equals(Definition.TENURE_DAYS)
            || (column.unit().equals("days")
                && columns.get(column.name()) != null
                && isRecency(column))) {
          steady.put(column.name(), "some");
        }
      }
      return steady;
    }

    private boolean isRecency(Column column) {
      return column.type() == ColumnType.DOUBLE;
    }

    /** The value goes to disk and comes back; the watermark may begin anew. */
    private void restart() {
      byte[] bytes = user.encode();
      user = plan.decode(bytes);
      assertThat(user.encode()).isEqualTo(bytes);
      if (random.nextInt(20) == 0) {
        watermark = Long.MIN_VALUE;
      }
    }
  }
}
