package io.portrait.cluster;

import io.portrait.shop.GeneratedRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Random;

/**
 * Events of a known number of users, each of whom has as many: so that what is stored can be
 * divided by them. Seeded; a view mostly, of every user every fourth is a purchase.
 */
final class Visits {

  private static final Instant FROM = Instant.parse("2026-03-01T00:00:00Z");

  /** One daily tick lies in it. */
  private static final Duration OVER = Duration.ofHours(36);

  private static final String[] CATEGORIES = {"shoes", "books", "toys", "garden", "music", "tea"};

  private final int users;
  private final int eventsPerUser;
  private final Random random = new Random(20261126);

  Visits(int users, int eventsPerUser) {
    this.users = users;
    this.eventsPerUser = eventsPerUser;
  }

  /** How many there are. */
  long count() {
    return (long) users * eventsPerUser;
  }

  /** The user of a number, from 0. */
  String user(int number) {
    return String.format(Locale.ROOT, "user-%08d", number);
  }

  /**
   * The record of a number, from 0: everybody's first, then everybody's second, in order of time.
   */
  GeneratedRecord record(long number) {
    Instant time = FROM.plusMillis((long) ((double) number / count() * OVER.toMillis()));
    return record(user((int) (number % users)), time, number);
  }

  /** One that is later than all of them. */
  GeneratedRecord later(String user, long number) {
    return record(user, FROM.plus(OVER).plusMillis(number), count() + number);
  }

  private GeneratedRecord record(String user, Instant time, long number) {
    boolean isPurchase = (number + number / users) % 4 == 3;
    String json =
        String.format(
            Locale.ROOT,
            "{\"event_id\":\"e-%d\",\"user_id\":\"%s\",\"type\":\"%s\",\"time\":%d,\"item_id\":\"sku-%d\","
                + "\"category\":\"%s\"%s}",
            number,
            user,
            isPurchase ? "purchase" : "view",
            time.toEpochMilli(),
            random.nextInt(5_000),
            CATEGORIES[random.nextInt(CATEGORIES.length)],
            isPurchase ? ",\"amount\":" + (1 + random.nextInt(20_000)) / 100.0 : "");
    return GeneratedRecord.plain(json, user, time);
  }
}
