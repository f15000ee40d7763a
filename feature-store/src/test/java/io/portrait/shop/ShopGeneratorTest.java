package io.portrait.shop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.portrait.event.Event;
import io.portrait.event.EventParser;
import io.portrait.event.EventRules;
import io.portrait.event.Origin;
import io.portrait.event.ParsedEvent;
import io.portrait.event.RejectReason;
import io.portrait.event.RejectedEvent;
import io.portrait.shop.GeneratedRecord.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** The shop keeps to its declared rates. Seeds are fixed: what passes once passes always. */
class ShopGeneratorTest {

  private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
  private static final long SEED = 7;
  private static final ShopRates STEADY =
      ShopRates.DEFAULT
          .withUsers(2_000)
          .withVisits(new ShopRates.Visits(0.4, 4, 0.8, 0.001, 0.05, 0, Duration.ZERO))
          .withFlaws(ShopRates.Flaws.NONE);
  private static final List<Event> MONTH = events(STEADY, 30);

  @Test
  void theSameSeedGivesTheSameBytes() {
    ShopRates rates = ShopRates.DEFAULT.withUsers(200);

    assertThat(digest(SEED, rates)).isEqualTo(digest(SEED, rates));
    assertThat(digest(SEED, rates)).isNotEqualTo(digest(SEED + 1, rates));
    // the same on every machine and Java version: a change here changes everyone's data
    assertThat(digest(SEED, rates)).isEqualTo("912a324b5398c23474b10cea04f31a93");
  }

  private static String digest(long seed, ShopRates rates) {
    Hasher hasher = Hashing.murmur3_128().newHasher();
    for (GeneratedRecord record : records(seed, rates, 10)) {
      hasher.putBytes(record.value()).putString(record.key(), UTF_8).putLong(record.sentMillis());
    }
    return hasher.hash().toString();
  }

  @Test
  void everyRecordIsAnEventUnlessItIsBroken() {
    EventParser parser = new EventParser(EventRules.DEFAULT);
    ShopRates rates =
        ShopRates.DEFAULT.withFlaws(
            new ShopRates.Flaws(0.02, Duration.ofMinutes(30), 0.01, Duration.ofMinutes(5), 0.05));
    Set<RejectReason> reasons = EnumSet.noneOf(RejectReason.class);

    for (GeneratedRecord record : records(SEED, rates, 1)) {
      ParsedEvent parsed =
          parser.parse(record.value(), new Origin("events", 0, 0), record.sentMillis());
      if (record.kind() == Kind.BROKEN) {
        reasons.add(((RejectedEvent) parsed).reason());
      } else {
        Event event = (Event) parsed;
        assertThat(event.userId()).isEqualTo(record.key());
        assertThat(event.timeMillis()).isEqualTo(record.timeMillis());
        assertThat(event.text()).matches("[a-z ]+");
      }
    }

    assertThat(reasons)
        .containsExactlyInAnyOrder(
            RejectReason.MALFORMED_JSON,
            RejectReason.MISSING_FIELD,
            RejectReason.BAD_TYPE,
            RejectReason.BAD_TIME,
            RejectReason.BAD_NUMBER,
            RejectReason.CLOCK_AHEAD);
  }

  @Test
  void recordsComeInTheOrderInWhichTheyAreSentWithinTheSpan() {
    long end = START.plus(Duration.ofDays(5)).toEpochMilli();
    long before = START.toEpochMilli();

    for (GeneratedRecord record : records(SEED, ShopRates.DEFAULT.withUsers(500), 5)) {
      assertThat(record.sentMillis()).isBetween(before, end - 1);
      switch (record.kind()) {
        case PLAIN, BROKEN ->
            assertThat(record.sentMillis() - record.timeMillis()).isBetween(0L, 1_800_000L);
        case LATE ->
            assertThat(record.sentMillis() - record.timeMillis()).isBetween(1L, 1_800_000L);
        case DUPLICATE ->
            assertThat(record.sentMillis() - record.timeMillis()).isBetween(1L, 2_100_001L);
      }
      before = record.sentMillis();
    }
  }

  @Test
  void withoutFlawsEventsComeInTheOrderInWhichTheyHappen() {
    long before = START.toEpochMilli();
    Set<String> ids = new HashSet<>();

    for (Event event : events(STEADY, 10)) {
      assertThat(event.timeMillis()).isGreaterThanOrEqualTo(before);
      assertThat(ids.add(event.eventId())).isTrue();
      before = event.timeMillis();
    }
  }

  @Test
  void aSecondCopyIsTheSameRecordAgain() {
    Map<String, GeneratedRecord> sent = new HashMap<>();
    int copies = 0;
    for (GeneratedRecord record : records(SEED, ShopRates.DEFAULT, 2)) {
      String value = new String(record.value(), UTF_8);
      if (record.kind() == Kind.DUPLICATE) {
        assertThat(sent).containsKey(value);
        copies++;
      } else if (record.kind() != Kind.BROKEN) {
        assertThat(sent.put(value, record)).isNull();
      }
    }
    assertThat(copies).isPositive();
  }

  @Test
  void visitorsComeAndBuyAtTheDeclaredRates() {
    List<Event> events = MONTH;
    double sessions = events.stream().map(ShopGeneratorTest::session).distinct().count();
    double views = count(events, "view");
    double carts = count(events, "cart");

    assertThat(sessions / 30 / 2_000).isCloseTo(0.4, within(0.4 * 0.03));
    assertThat(views / sessions).isCloseTo(4, within(4 * 0.03));
    assertThat(count(events, "search") / sessions).isCloseTo(0.3, within(0.3 * 0.05));
    assertThat(carts / views).isCloseTo(0.2, within(0.2 * 0.05));
    assertThat(count(events, "purchase") / carts).isCloseTo(0.4, within(0.4 * 0.05));
    assertThat((double) events.size() / Duration.ofDays(30).toSeconds())
        .isCloseTo(STEADY.eventsPerSecond(), within(STEADY.eventsPerSecond() * 0.05));
  }

  @Test
  void whatIsBoughtWasInTheCartAndWasLookedAt() {
    Map<String, String> latest = new HashMap<>();
    for (Event event : events(STEADY, 5)) {
      String before = latest.put(session(event), event.type() + ' ' + event.itemId());
      if (event.type().equals("cart")) {
        assertThat(before).isEqualTo("view " + event.itemId());
      } else if (event.type().equals("purchase")) {
        assertThat(before).isEqualTo("cart " + event.itemId());
      }
    }
  }

  @Test
  void aFewVisitorsAreHotAndTheRestAreUnequal() {
    Map<String, Integer> sessions = new HashMap<>();
    Set<String> seen = new HashSet<>();
    for (Event event : MONTH) {
      if (seen.add(session(event))) {
        sessions.merge(event.userId(), 1, Integer::sum);
      }
    }
    double all = seen.size();
    double hot = sum(sessions, number -> number <= 2);
    double busiest = sum(sessions, number -> number > 2 && number <= 202);
    double laziest = sum(sessions, number -> number > 1_800);

    assertThat(hot / all).isCloseTo(0.05, within(0.005));
    assertThat(busiest / laziest).isGreaterThan(4);
    assertThat(sessions).hasSizeGreaterThan(1_900);
  }

  private static double sum(Map<String, Integer> sessions, Predicate<Integer> numbers) {
    return sessions.entrySet().stream()
        .filter(entry -> numbers.test(Integer.parseInt(entry.getKey().substring(2))))
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  @Test
  void visitorsFadeAwayAtTheDeclaredRateAndOthersComeForThem() {
    double hazard = 0.05;
    ShopRates rates =
        STEADY.withVisits(new ShopRates.Visits(10, 1, 0, 0, 0, hazard, Duration.ofHours(1)));
    Map<String, LongSummaryStatistics> presence = new HashMap<>();
    for (Event event : events(rates.withUsers(500), 20)) {
      presence
          .computeIfAbsent(event.userId(), user -> new LongSummaryStatistics())
          .accept(event.timeMillis());
    }
    long end = START.plus(Duration.ofDays(20)).toEpochMilli();
    long day = Duration.ofDays(1).toMillis();
    // ten sessions a day: who was not seen for the last day is gone
    double gone = presence.values().stream().filter(times -> times.getMax() < end - day).count();
    double daysPresent =
        presence.values().stream()
            .mapToDouble(times -> (times.getMax() - times.getMin()) / (double) day)
            .sum();

    assertThat(gone / daysPresent).isCloseTo(-Math.log1p(-hazard), within(0.006));
    // all places are taken; some were taken by two within the last day
    assertThat(presence.size() - gone).isCloseTo(500 * (1 + hazard), within(30.0));
  }

  @Test
  void flawsHaveTheDeclaredShares() {
    ShopRates.Flaws flaws =
        new ShopRates.Flaws(0.05, Duration.ofMinutes(30), 0.02, Duration.ofMinutes(5), 0.01);
    List<GeneratedRecord> records = records(SEED, STEADY.withFlaws(flaws), 30);
    double late = count(records, Kind.LATE);
    double events = late + count(records, Kind.PLAIN);

    assertThat(late / events).isCloseTo(0.05, within(0.003));
    assertThat(count(records, Kind.DUPLICATE) / events).isCloseTo(0.02, within(0.002));
    assertThat(count(records, Kind.BROKEN) / events).isCloseTo(0.01, within(0.0015));
  }

  @Test
  void afterHistoryTheShopGoesOnLiveAtAGivenRate() {
    ShopTraffic traffic = new ShopGenerator(SEED, STEADY).from(START);
    long now = START.plus(Duration.ofDays(3)).toEpochMilli();
    while (traffic.nextMillis() < now) {
      assertThat(traffic.next().sentMillis()).isLessThan(now);
    }

    traffic.setEventsPerSecond(500, Instant.ofEpochMilli(now));
    long minutes = Duration.ofMinutes(4).toMillis();
    int events = 0;
    while (traffic.nextMillis() < now + minutes) {
      GeneratedRecord record = traffic.next();
      assertThat(record.timeMillis()).isBetween(now, now + minutes);
      events++;
    }

    // the first minute may still be filling up
    assertThat(events / 240.0).isCloseTo(500, within(40.0));
  }

  @Test
  void ratesThatCannotBeAreRefused() {
    assertThatThrownBy(() -> STEADY.withUsers(0)).hasMessage("users: at least 1, not 0");
    assertThatThrownBy(() -> new ShopRates.Funnel(0.1, 1.1, 0)).hasMessage("cart: 0 to 1, not 1.1");
    assertThatThrownBy(() -> new ShopRates.Funnel(Double.NaN, 1, 0))
        .hasMessage("search: 0 to 1, not NaN");
  }

  private static List<GeneratedRecord> records(long seed, ShopRates rates, int days) {
    Iterator<GeneratedRecord> records =
        new ShopGenerator(seed, rates).between(START, START.plus(Duration.ofDays(days)));
    return ImmutableList.copyOf(records);
  }

  private static List<Event> events(ShopRates rates, int days) {
    EventParser parser = new EventParser(EventRules.DEFAULT);
    Origin origin = new Origin("events", 0, 0);
    return records(SEED, rates, days).stream()
        .map(record -> (Event) parser.parse(record.value(), origin, Long.MAX_VALUE))
        .toList();
  }

  /** An event's id is its session's and a number. */
  private static String session(Event event) {
    String id = String.valueOf(event.eventId());
    return id.substring(0, id.lastIndexOf('-'));
  }

  private static double count(List<Event> events, String type) {
    return events.stream().filter(event -> event.type().equals(type)).count();
  }

  private static double count(List<GeneratedRecord> records, Kind kind) {
    return records.stream().filter(record -> record.kind() == kind).count();
  }
}
