package io.portrait.shop;

import com.google.common.base.Preconditions;
import java.time.Duration;

/**
 * How much of everything there is in the shop. Shares and probabilities lie between 0 and 1.
 *
 * @param users visitors at any time, at least 1; for each one that leaves a new one comes
 * @param items things for sale, at least 1
 * @param visits how often visitors come
 * @param funnel what they do then
 * @param flaws what goes wrong on the way to the topic
 */
public record ShopRates(int users, int items, Visits visits, Funnel funnel, Flaws flaws) {

  /** A shop of 10,000 visitors and about 22,000 events a day. */
  public static final ShopRates DEFAULT =
      new ShopRates(
          10_000,
          1_000,
          new Visits(0.4, 4, 0.8, 0.001, 0.05, 0.01, Duration.ofDays(10)),
          new Funnel(0.3, 0.2, 0.4),
          new Flaws(0.02, Duration.ofMinutes(30), 0.01, Duration.ofMinutes(5), 0.002));

  public ShopRates {
    Preconditions.checkArgument(users >= 1, "users: at least 1, not %s", users);
    Preconditions.checkArgument(items >= 1, "items: at least 1, not %s", items);
  }

  /**
   * How often visitors come.
   *
   * @param sessionsPerDay sessions of an average visitor a day, over 0
   * @param viewsPerSession items looked at in an average session, at least 1; geometric
   * @param skew how unequal visitors are: the one of rank r comes in proportion to {@code (r + 1%
   *     of users)^-skew} (Zipf-Mandelbrot); 0 is all alike
   * @param hotUsers the share of visitors who are machines or resellers
   * @param hotTraffic the share of all sessions that are theirs, in equal parts; under 1
   * @param fadePerDay the probability that a visitor who has come leaves for good within a day,
   *     under 1
   * @param fading over how long a leaving visitor comes ever less often, down to never
   */
  public record Visits(
      double sessionsPerDay,
      double viewsPerSession,
      double skew,
      double hotUsers,
      double hotTraffic,
      double fadePerDay,
      Duration fading) {

    public Visits {
      Preconditions.checkArgument(
          sessionsPerDay > 0 && sessionsPerDay < 1e9,
          "sessionsPerDay: over 0, not %s",
          sessionsPerDay);
      Preconditions.checkArgument(
          viewsPerSession >= 1 && viewsPerSession <= 1_000,
          "viewsPerSession: 1 to 1,000, not %s",
          viewsPerSession);
      Preconditions.checkArgument(skew >= 0 && skew <= 3, "skew: 0 to 3, not %s", skew);
      checkShare("hotUsers", hotUsers);
      checkShare("hotTraffic", hotTraffic);
      Preconditions.checkArgument(
          hotTraffic < 1, "hotTraffic: under 1, for the others come too, not %s", hotTraffic);
      Preconditions.checkArgument(
          fadePerDay >= 0 && fadePerDay < 1, "fadePerDay: 0 to under 1, not %s", fadePerDay);
      Preconditions.checkArgument(!fading.isNegative(), "fading: not negative, not %s", fading);
    }
  }

  /**
   * What visitors do in a session.
   *
   * @param search the probability that a session begins with a search
   * @param cart the probability that an item looked at goes into the cart
   * @param purchase the probability that an item in the cart is bought
   */
  public record Funnel(double search, double cart, double purchase) {

    public Funnel {
      checkShare("search", search);
      checkShare("cart", cart);
      checkShare("purchase", purchase);
    }
  }

  /**
   * What goes wrong on the way to the topic.
   *
   * @param late the share of events that are sent later than they happen
   * @param lateBy how much later at most; uniform
   * @param duplicates the share of events that are sent a second time
   * @param duplicateAfter how much later at most; uniform
   * @param malformed broken records for each event, besides the events
   */
  public record Flaws(
      double late, Duration lateBy, double duplicates, Duration duplicateAfter, double malformed) {

    /** Everything arrives once, whole, when it happens. */
    public static final Flaws NONE = new Flaws(0, Duration.ZERO, 0, Duration.ZERO, 0);

    public Flaws {
      checkShare("late", late);
      checkShare("duplicates", duplicates);
      checkShare("malformed", malformed);
      Preconditions.checkArgument(!lateBy.isNegative(), "lateBy: not negative, not %s", lateBy);
      Preconditions.checkArgument(
          !duplicateAfter.isNegative(), "duplicateAfter: not negative, not %s", duplicateAfter);
    }
  }

  /** How many events a session has on average: searches, views, carts and purchases. */
  public double eventsPerSession() {
    return funnel.search + visits.viewsPerSession * (1 + funnel.cart * (1 + funnel.purchase));
  }

  /**
   * How many events happen in a second on average, flaws not counted. Visitors on their way out
   * come less often, so that somewhat fewer happen where {@code fadePerDay} is not 0.
   */
  public double eventsPerSecond() {
    return users * visits.sessionsPerDay * eventsPerSession() / Duration.ofDays(1).toSeconds();
  }

  /** The same shop with so many visitors. */
  public ShopRates withUsers(int count) {
    return new ShopRates(count, items, visits, funnel, flaws);
  }

  /** The same shop with such visits. */
  public ShopRates withVisits(Visits others) {
    return new ShopRates(users, items, others, funnel, flaws);
  }

  /** The same shop with such flaws. */
  public ShopRates withFlaws(Flaws others) {
    return new ShopRates(users, items, visits, funnel, others);
  }

  private static void checkShare(String name, double share) {
    Preconditions.checkArgument(share >= 0 && share <= 1, "%s: 0 to 1, not %s", name, share);
  }
}
