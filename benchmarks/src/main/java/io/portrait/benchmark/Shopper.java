package io.portrait.benchmark;

import io.portrait.aggregate.ColdIds;
import io.portrait.aggregate.FeaturePlan;
import io.portrait.aggregate.UserState;
import io.portrait.definition.Values;
import io.portrait.event.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * A user with 60 events in 30 days, one each twelve hours: three views, then a purchase.
 *
 * <p>The latest is at half past noon, so that no observation tick is due with the next.
 */
final class Shopper {

  private static final int EVENTS = 60;
  private static final long APART = Duration.ofHours(12).toMillis();
  private static final long FIRST = Instant.parse("2025-01-01T00:30:00Z").toEpochMilli();
  private static final long LATEST = FIRST + (EVENTS - 1) * APART;

  /** The watermark when the next event comes. */
  static final long WATERMARK = LATEST + Duration.ofMinutes(4).toMillis();

  private Shopper() {}

  /** Lives through all events. */
  static UserState live(FeaturePlan plan, ColdIds ids) {
    UserState state = plan.newUser();
    for (int number = 0; number < EVENTS; number++) {
      Event event = event(number, FIRST + number * APART);
      long watermark = event.timeMillis() - Duration.ofMinutes(1).toMillis();
      state.observe(watermark, (tick, values, events) -> {});
      state.add(event, watermark, ids);
    }
    state.observe(WATERMARK, (tick, values, events) -> {});
    state.evaluate(state.asOf(WATERMARK), new Values(plan.columns()));
    return state;
  }

  /** The columns of a shop after all events. */
  static Values values() {
    FeaturePlan plan = FeaturePlan.of(Definitions.ofShop().definition());
    Values values = new Values(plan.columns());
    live(plan, new IdsInMemory()).evaluate(WATERMARK, values);
    return values;
  }

  /** The event after those. */
  static Event next() {
    return event(EVENTS, LATEST + Duration.ofMinutes(5).toMillis());
  }

  /** One of the purchases. */
  static Event purchase() {
    return event(3, FIRST + 3 * APART);
  }

  private static Event event(int number, long timeMillis) {
    boolean isPurchase = number % 4 == 3;
    return new Event(
        "e-" + number,
        "u-42",
        isPurchase ? "purchase" : "view",
        timeMillis,
        "sku-" + number,
        "shoes",
        isPurchase ? 20 + number : Double.NaN,
        isPurchase ? 1 + number % 3 : Double.NaN,
        null,
        Map.of("device", "ios"));
  }
}
