package io.portrait.benchmark;

import io.portrait.event.Event;
import io.portrait.event.Origin;
import io.portrait.job.clean.RawEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.flink.connector.datagen.source.GeneratorFunction;

/**
 * Events of users who are all there at two ticks and at a third, {@link #TICK_MILLIS}, around which
 * time runs as the clock does. At that tick everybody is observed and a label of everybody matures.
 *
 * @param users how many
 */
record TickEvents(int users) implements GeneratorFunction<Long, RawEvent> {

  private static final long serialVersionUID = 1;

  private static final Duration EVERY = Duration.ofDays(7);

  /** The tick that is looked at. */
  static final long TICK_MILLIS = Instant.parse("2025-01-16T00:00:00Z").toEpochMilli();

  /** Events a second while time runs as the clock does. */
  static final int LIVE_PER_SECOND = 200;

  /** Before the tick and after it. */
  private static final Duration LEAD = Duration.ofSeconds(10);

  private static final Duration TRAIL = Duration.ofSeconds(25);

  private static final Origin NOWHERE = new Origin("", 0, 0);

  private static final String[] TYPES = {"view", "view", "view", "cart", "search", "purchase"};

  /** Events before time runs as the clock does. */
  long before() {
    return 5L * (users / 2);
  }

  /** All events. */
  long all() {
    return before() + LEAD.plus(TRAIL).toSeconds() * LIVE_PER_SECOND;
  }

  @Override
  public RawEvent map(Long index) {
    int half = users / 2;
    if (index >= before()) {
      long live = index - before();
      long number = Math.floorMod(live * 7_919, (long) users);
      long time = TICK_MILLIS - LEAD.toMillis() + live * 1_000 / LIVE_PER_SECOND;
      return event(index, number, time);
    }
    long part = index / half;
    long inPart = index % half;
    long first = TICK_MILLIS - 2 * EVERY.toMillis();
    return switch ((int) part) {
      // Everybody, before the first tick.
      case 0, 1 -> event(index, index, spread(first - Duration.ofDays(1).toMillis(), index, users));
      // Half of them again after it, another half after the second, a third on the last day.
      case 2 -> event(index, 2 * inPart, spread(first + EVERY.toMillis() / 2, inPart, half));
      case 3 -> event(index, inPart, spread(first + EVERY.toMillis() * 3 / 2, inPart, half));
      default ->
          event(
              index,
              users - 1 - inPart,
              spread(TICK_MILLIS - Duration.ofDays(1).toMillis(), inPart, half));
    };
  }

  /** Over some hours that end well before the next tick. */
  private static long spread(long from, long number, long count) {
    return from + number * Duration.ofHours(20).toMillis() / count;
  }

  private static RawEvent event(long index, long user, long time) {
    String type = TYPES[(int) Math.floorMod(index * 31 + user, (long) TYPES.length)];
    double amount = type.equals("purchase") ? 5 + index % 200 : Double.NaN;
    return new RawEvent(
        new byte[0],
        NOWHERE,
        new Event(
            null,
            TickedUsers.idOf(user),
            type,
            time,
            null,
            "category-" + index % 10,
            amount,
            Double.NaN,
            null,
            Map.of()));
  }
}
