package io.portrait.job;

import io.portrait.event.EventParser;
import io.portrait.event.EventRules;
import io.portrait.event.Origin;
import io.portrait.job.clean.RawEvent;
import io.portrait.shop.GeneratedRecord;
import io.portrait.shop.ShopGenerator;
import io.portrait.shop.ShopRates;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** A few days of a small shop with late, duplicate and broken records, the same on every call. */
final class ShopEvents {

  private static final Instant FROM = Instant.parse("2026-03-01T00:00:00Z");
  private static final long SEED = 7;

  private ShopEvents() {}

  /** The first records of the shop, parsed: events and rejected ones. */
  static List<RawEvent> first(int count, ShopRates rates) {
    EventParser parser = new EventParser(EventRules.DEFAULT);
    Instant end = FROM.plus(Duration.ofDays(365));
    Iterator<GeneratedRecord> records = new ShopGenerator(SEED, rates).between(FROM, end);
    List<RawEvent> events = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      byte[] bytes = records.next().value();
      Origin origin = new Origin("user-events", 0, i);
      events.add(new RawEvent(bytes, origin, parser.parse(bytes, origin, end.toEpochMilli())));
    }
    return events;
  }
}
