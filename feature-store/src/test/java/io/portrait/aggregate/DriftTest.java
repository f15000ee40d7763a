package io.portrait.aggregate;

import static io.portrait.aggregate.Definitions.AMOUNT;
import static io.portrait.aggregate.Definitions.event;
import static io.portrait.aggregate.Definitions.feature;
import static io.portrait.aggregate.Definitions.millis;
import static io.portrait.aggregate.Definitions.window;
import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.audit.NaiveFeatures;
import io.portrait.definition.Aggregate;
import io.portrait.definition.Definition;
import io.portrait.definition.Values;
import io.portrait.event.Event;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Three million events over thirty years: what came and went leaves no trace. */
class DriftTest {

  private static final int EVENTS = 3_000_000;
  private static final int CHECKS = 30;
  private static final long YEARS = millis("10950d");
  private static final long START = 700_000_000_000L;

  @Test
  void nothingDriftsOverYearsOfAddsExpiriesAndLateEvents() {
    Definition definition =
        Definitions.of(
            feature("sum", Aggregate.SUM, AMOUNT, window("24h/10m"), window("30d/6h")),
            feature("mean", Aggregate.MEAN, AMOUNT, window("24h/10m")),
            feature("spread", Aggregate.STDDEV, AMOUNT, window("24h/10m"), window("7d/1h")),
            feature("least", Aggregate.MIN, AMOUNT, window("24h/10m"), window("30d/6h")),
            feature("most", Aggregate.MAX, AMOUNT, window("24h/10m"), window("30d/6h")),
            feature("first", Aggregate.FIRST, AMOUNT, window("24h/10m"), window("30d/6h")),
            feature("last", Aggregate.LAST, AMOUNT, window("24h/10m")),
            feature("events", Aggregate.COUNT, null, window("1h/1m"), window("30d/6h")),
            feature("days", Aggregate.DAYS_ACTIVE, null, window("30d/6h")),
            feature("ever", Aggregate.SUM, AMOUNT),
            feature("all", Aggregate.COUNT, null));
    FeaturePlan plan = FeaturePlan.of(definition);
    UserState user = plan.newUser();
    MemoryColdIds cold = new MemoryColdIds();
    Random random = new Random(20);
    List<Event> recent = new ArrayList<>();
    BigDecimal ever = BigDecimal.ZERO;

    for (int i = 0; i < EVENTS; i++) {
      long now = START + (long) (YEARS * (double) i / EVENTS);
      Event event =
          event(null, random.nextInt(20) == 0 ? late(now, random) : now, amount(i, random));
      recent.add(event);
      ever = ever.add(new BigDecimal(event.amount()));
      user.observe(now - 1, (tick, values, events) -> {});
      user.add(event, now - 1, cold);
      if (i % 1_000 == 0) {
        user = plan.decode(user.encode());
      }
      if ((i + 1) % (EVENTS / CHECKS) == 0) {
        recent.removeIf(old -> old.timeMillis() < now - millis("31d"));
        Values values = new Values(plan.columns());
        user.evaluate(now, values);
        Map<String, @Nullable Object> expected =
            NaiveFeatures.evaluate(definition, List.copyOf(recent), now);
        expected.put("ever", ever.doubleValue());
        expected.put("all", i + 1.0);
        expected.put(Definition.TENURE_DAYS, (now - START) / 86_400_000.0);
        assertThat(NaiveFeatures.differences(definition, expected, values))
            .as("after %,d events", i + 1)
            .isEmpty();
      }
    }
  }

  /** Up to the longest window late; never before the first event, from which tenure counts. */
  private static long late(long now, Random random) {
    return Math.max(START, now - (long) (random.nextDouble() * millis("30d")));
  }

  /** Cents, now and then the largest amounts there may be, and for a while only tiny ones. */
  private static double amount(int i, Random random) {
    if (i / 30_000 % 2 == 1) {
      return 1e-5 * random.nextInt(1_000);
    }
    return switch (random.nextInt(50)) {
      case 0 -> 1e15;
      case 1 -> -1e15;
      case 2 -> random.nextGaussian() * 1e-5;
      default -> random.nextInt(100_000) / 100.0;
    };
  }
}
