package io.portrait.cluster;

import io.portrait.shop.GeneratedRecord;
import io.portrait.shop.ShopGenerator;
import io.portrait.shop.ShopRates;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Some days of a generated shop, of which each run sees the same records: late, duplicate and
 * broken ones among them.
 */
public final class ShopEvents {

  /** Past for good: no clock has a say in what is made of it. */
  private static final Instant FROM = Instant.parse("2026-03-01T00:00:00Z");

  /** Less than the shorter windows, so that none loses anything before the end. */
  private static final Duration DAYS = Duration.ofDays(4);

  /** Beyond the longest short window: a moment when something is due for everybody. */
  private static final Duration AFTERWARDS = Duration.ofDays(8);

  /** Who come once, and then neither an event nor time brings their row, should it be lost. */
  private static final int PASSERS_BY = 50;

  /** They are not observed any more, and leave no window before the end. */
  private static final Duration LONG_BEFORE = Duration.ofHours(60);

  private final List<GeneratedRecord> records;

  private ShopEvents(List<GeneratedRecord> records) {
    this.records = records;
  }

  /**
   * About so many records.
   *
   * @param seed the same gives the same
   */
  public static ShopEvents about(int count, long seed) {
    double perUser = ShopRates.DEFAULT.withUsers(1).eventsPerSecond() * DAYS.toSeconds();
    ShopRates rates = ShopRates.DEFAULT.withUsers((int) Math.max(20, Math.ceil(count / perUser)));
    List<GeneratedRecord> records = new ArrayList<>();
    for (int i = 0; i < PASSERS_BY; i++) {
      records.add(passerBy(i));
    }
    Iterator<GeneratedRecord> all = new ShopGenerator(seed, rates).between(FROM, FROM.plus(DAYS));
    all.forEachRemaining(records::add);
    return new ShopEvents(List.copyOf(records));
  }

  private static GeneratedRecord passerBy(int number) {
    String user = "passer-by-" + number;
    Instant time = FROM.minus(LONG_BEFORE).plusMillis(number);
    String event =
        "{\"event_id\":\"%s\",\"user_id\":\"%s\",\"type\":\"view\",\"time\":\"%s\"}"
            .formatted(user, user, time);
    return GeneratedRecord.plain(event, user, time);
  }

  /** In the order in which they are sent. */
  public List<GeneratedRecord> records() {
    return records;
  }

  /** Whoever has an event that counts. */
  public Set<String> users() {
    return records.stream()
        .filter(record -> record.kind() == GeneratedRecord.Kind.PLAIN)
        .map(GeneratedRecord::key)
        .collect(Collectors.toSet());
  }

  /** How far time is said to have come when all are sent. */
  public Instant end() {
    return FROM.plus(DAYS).plus(AFTERWARDS);
  }
}
