package io.portrait.shop;

import io.portrait.event.Event;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A place in the shop and whoever holds it: comes for a session now and then, one at a time, fades
 * away in the end, and is followed by a newcomer with a new name and other tastes.
 */
final class Visitor {

  private static final double DAY_MILLIS = 86_400_000.0;
  private static final double GAP_MILLIS = 20_000;
  private static final double FAVOURITE = 0.7;
  private static final double SEVERAL = 0.3;

  /** The session itself takes at most this share of the time between the starts of two. */
  private static final double BUSY = 0.5;

  /** One who is all but gone still has a rate over 0. */
  private static final double LEAST_PRESENCE = 0.01;

  private static final List<Map<String, Object>> DEVICES =
      List.of(Map.of("device", "ios"), Map.of("device", "android"), Map.of("device", "web"));

  private final int place;
  private final ShopRates rates;
  private final Assortment assortment;
  private final Dice dice;
  private final ArrayDeque<Event> session = new ArrayDeque<>();
  private double intervalMillis;
  private long number;
  private String userId = "";
  private Map<String, Object> device = Map.of();
  private int favourite;
  private double leavesMillis;
  private double nextMillis;

  /**
   * The first holder of a place.
   *
   * @param place from 0; the user's name comes from it
   * @param intervalMillis how far apart the starts of sessions are on average
   */
  Visitor(
      int place,
      ShopRates rates,
      Assortment assortment,
      Dice dice,
      double intervalMillis,
      long fromMillis) {
    this.place = place;
    this.rates = rates;
    this.assortment = assortment;
    this.dice = dice;
    this.intervalMillis = intervalMillis;
    number = place + 1L;
    arrive((double) fromMillis);
  }

  int place() {
    return place;
  }

  /** When the next event happens. */
  long nextMillis() {
    Event next = session.peek();
    return next == null ? (long) nextMillis : next.timeMillis();
  }

  /** Does what comes next. */
  Event act() {
    if (session.isEmpty()) {
      begin((long) nextMillis);
    }
    Event event = session.remove();
    if (session.isEmpty()) {
      waitFor(event.timeMillis());
    }
    return event;
  }

  /** Comes so many times as often from a moment on. */
  void hurry(double factor, long fromMillis) {
    intervalMillis /= factor;
    if (session.isEmpty()) {
      nextMillis = fromMillis + Math.max(1, (nextMillis - fromMillis) / factor);
    }
  }

  private void arrive(double millis) {
    userId = "u-" + number;
    device = dice.oneOf(DEVICES);
    favourite = dice.below(assortment.categories());
    double hazard = rates.visits().fadePerDay();
    nextMillis = millis + dice.exponential(intervalMillis);
    leavesMillis =
        hazard == 0
            ? Double.POSITIVE_INFINITY
            : nextMillis + dice.exponential(-DAY_MILLIS / StrictMath.log1p(-hazard));
  }

  /** Whoever would come again after leaving does not: a newcomer takes the place. */
  private void waitFor(long lastMillis) {
    double fadingMillis = (double) rates.visits().fading().toMillis();
    double left = leavesMillis - lastMillis;
    double presence = left >= fadingMillis ? 1 : Math.max(LEAST_PRESENCE, left / fadingMillis);
    double idleMillis = intervalMillis - gapMillis() * (rates.eventsPerSession() - 1);
    nextMillis = lastMillis + Math.max(1, dice.exponential(idleMillis / presence));
    if (nextMillis > leavesMillis) {
      number += rates.users();
      arrive(leavesMillis);
    }
  }

  private double gapMillis() {
    return Math.min(GAP_MILLIS, BUSY * intervalMillis / rates.eventsPerSession());
  }

  private void begin(long startMillis) {
    String ids = "e-" + number + '-' + Long.toString(startMillis, Character.MAX_RADIX) + '-';
    double millis = startMillis;
    if (dice.chance(rates.funnel().search())) {
      String query = assortment.query(taste(), dice);
      session.add(event(ids, "search", (long) millis, null, Double.NaN, query));
      millis += dice.exponential(gapMillis());
    }
    for (int views = 1 + dice.geometric(rates.visits().viewsPerSession() - 1); views > 0; views--) {
      Assortment.Item item = assortment.pick(taste(), dice);
      session.add(event(ids, "view", (long) millis, item, Double.NaN, item.title()));
      millis += dice.exponential(gapMillis());
      if (dice.chance(rates.funnel().cart())) {
        double quantity = 1.0 + dice.geometric(SEVERAL);
        session.add(event(ids, "cart", (long) millis, item, quantity, item.title()));
        millis += dice.exponential(gapMillis());
        if (dice.chance(rates.funnel().purchase())) {
          session.add(event(ids, "purchase", (long) millis, item, quantity, item.title()));
          millis += dice.exponential(gapMillis());
        }
      }
    }
  }

  private int taste() {
    return dice.chance(FAVOURITE) ? favourite : dice.below(assortment.categories());
  }

  private Event event(
      String ids,
      String type,
      long millis,
      Assortment.@Nullable Item item,
      double quantity,
      String text) {
    double pieces = Double.isNaN(quantity) ? 1 : quantity;
    return new Event(
        ids + session.size(),
        userId,
        type,
        millis,
        item == null ? null : item.id(),
        item == null ? null : item.category(),
        item == null ? Double.NaN : Math.round(item.price() * pieces * 100) / 100.0,
        quantity,
        text,
        device);
  }
}
