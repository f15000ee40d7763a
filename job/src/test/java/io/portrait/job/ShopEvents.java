package io.portrait.job;

import io.portrait.definition.EventRules;
import io.portrait.event.EventParser;
import io.portrait.event.Origin;
import io.portrait.job.clean.RawEvent;
import io.portrait.shop.GeneratedRecord;
import io.portrait.shop.ShopGenerator;
import io.portrait.shop.ShopRates;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** A few days of a small shop, the same on every call. */
final class ShopEvents {

  static final Instant FROM = Instant.parse("2026-03-01T00:00:00Z");

  private ShopEvents() {}

  /** The first records since {@link #FROM}, parsed: events and rejected ones. */
  static List<RawEvent> first(int count, ShopRates rates) {
    EventParser parser = new EventParser(EventRules.DEFAULT);
    Iterator<GeneratedRecord> records =
        new ShopGenerator(7, rates).between(FROM, FROM.plusSeconds(365 * 86_400L));
    List<RawEvent> events = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      byte[] bytes = records.next().bytes();
      Origin origin = new Origin("user-events", 0, i);
      events.add(new RawEvent(bytes, origin, parser.parse(bytes, origin, Long.MAX_VALUE / 2)));
    }
    return events;
  }
}
