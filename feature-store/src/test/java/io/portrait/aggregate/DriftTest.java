package io.portrait.aggregate;

import static io.portrait.aggregate.Definitions.AMOUNT;
import static io.portrait.aggregate.Definitions.event;
import static io.portrait.aggregate.Definitions.feature;
import static io.portrait.aggregate.Definitions.millis;
import static io.portrait.aggregate.Definitions.window;
import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.definition.Aggregate;
import io.portrait.definition.Definition;
import io.portrait.definition.Values;
import io.portrait.event.Event;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A million events over ten years: what came and went leaves no trace. */
class DriftTest {

  private static final int EVENTS = 1_000_000;
  private static final long YEARS = millis("3650d");

  @Test
  void sumsAndSpreadsDoNotDriftOverYearsOfAddAndExpire() {
    Definition definition =
        Definitions.of(
            feature("sum", Aggregate.SUM, AMOUNT, window("24h/10m"), window("30d/6h")),
            feature("mean", Aggregate.MEAN, AMOUNT, window("24h/10m")),
            feature("spread", Aggregate.STDDEV, AMOUNT, window("24h/10m"), window("7d/1h")),
            feature("ever", Aggregate.SUM, AMOUNT));
    FeaturePlan plan = FeaturePlan.of(definition);
    UserState user = plan.newUser();
    MemoryColdIds cold = new MemoryColdIds();
    Random random = new Random(20);
    Deque<Event> recent = new ArrayDeque<>();
    BigDecimal ever = BigDecimal.ZERO;
    long start = 1_500_000_000_000L;
    int checks = 0;

    for (int i = 0; i < EVENTS; i++) {
      long time = start + (long) (YEARS * (double) i / EVENTS);
      Event event = event(null, time, amount(i, random));
      recent.add(event);
      ever = ever.add(new BigDecimal(event.amount()));
      while (recent.getFirst().timeMillis() < time - millis("31d")) {
        recent.removeFirst();
      }
      user.observe(time - 1, (tick, values, events) -> {});
      user.add(event, time - 1, cold);
      if (i % 1_000 == 0) {
        user = plan.decode(user.encode());
      }
      if (i % 100_000 == 99_999) {
        Values values = new Values(plan.columns());
        user.evaluate(time, values);
        Map<String, @Nullable Object> expected =
            NaiveFeatures.evaluate(definition, List.copyOf(recent), time);
        expected.put("ever", ever.doubleValue());
        expected.put(Definition.TENURE_DAYS, (time - start) / 86_400_000.0);
        assertThat(NaiveFeatures.differences(definition, expected, values)).isEmpty();
        checks++;
      }
    }
    assertThat(checks).isEqualTo(10);
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
