package io.portrait.benchmark;

import io.portrait.cli.feed.RecordSource;
import io.portrait.shop.ShopGenerator;
import io.portrait.shop.ShopRates;
import io.portrait.shop.ShopTraffic;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The first records of a made-up shop; the same ones for the same numbers. */
final class ShopRecords implements RecordSource {

  /** How much event time they span, about. */
  static final Duration SPAN = Duration.ofDays(30);

  private static final Instant START = Instant.parse("2025-01-01T00:00:00Z");

  private final String name;
  private final ShopTraffic traffic;
  private final long records;
  private long given;

  /**
   * @param records how many, at least 1
   * @param users visitors of the shop at any time, at least 1
   * @param seed any
   */
  ShopRecords(long records, int users, long seed) {
    name = "shop:" + records + ":" + users + ":" + seed;
    traffic = new ShopGenerator(seed, rates(records, users)).from(START);
    this.records = records;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public byte @Nullable [] next() {
    if (given == records) {
      return null;
    }
    given++;
    return traffic.next().value();
  }

  @Override
  public double progress() {
    return (double) given / records;
  }

  @Override
  public void close() {}

  private static ShopRates rates(long records, int users) {
    ShopRates shop = ShopRates.DEFAULT.withUsers(users);
    ShopRates.Visits visits = shop.visits();
    return shop.withVisits(
        new ShopRates.Visits(
            records / (shop.eventsPerSession() * users * SPAN.toDays()),
            visits.viewsPerSession(),
            visits.skew(),
            visits.hotUsers(),
            visits.hotTraffic(),
            visits.fadePerDay(),
            visits.fading()));
  }
}
