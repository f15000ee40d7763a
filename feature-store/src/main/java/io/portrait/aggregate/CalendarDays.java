package io.portrait.aggregate;

import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/**
 * Which calendar day a time falls on in a zone. Remembers the offset last used and how long it
 * holds, so that the rules are asked only around a change of clocks.
 */
final class CalendarDays {

  private static final long DAY_MILLIS = 86_400_000;

  private final ZoneRules rules;
  private long from = Long.MAX_VALUE;
  private long until = Long.MIN_VALUE;
  private long offset;

  CalendarDays(ZoneId zone) {
    rules = zone.getRules();
  }

  /** Days since 1970-01-01 on the calendar of the zone. */
  long day(long time) {
    if (time < from || time >= until) {
      look(time);
    }
    return Math.floorDiv(time + offset, DAY_MILLIS);
  }

  private void look(long time) {
    Instant instant = Instant.ofEpochMilli(time);
    offset = rules.getOffset(instant).getTotalSeconds() * 1_000L;
    ZoneOffsetTransition next = rules.nextTransition(instant);
    until = next == null ? Long.MAX_VALUE : next.getInstant().toEpochMilli();
    ZoneOffsetTransition previous = rules.previousTransition(instant.plusMillis(1));
    from = previous == null ? Long.MIN_VALUE : previous.getInstant().toEpochMilli();
  }
}
