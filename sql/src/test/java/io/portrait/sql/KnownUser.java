package io.portrait.sql;

import org.jspecify.annotations.Nullable;

/**
 * A user of {@link KnownShop}: comes at noon of a day, does the same on each day until the last,
 * and is observed at each midnight from then on.
 *
 * @param id who
 * @param first day, from 0
 * @param last day with an event
 * @param views on each of these days
 * @param carts whether something goes into the cart on each of them
 * @param purchases within 30 days, at all times
 * @param money spent within 30 days, at all times
 * @param churn probability, at all times
 * @param before segment up to day 31; null for none
 * @param now segment from then on
 */
record KnownUser(
    String id,
    int first,
    int last,
    int views,
    boolean carts,
    int purchases,
    double money,
    double churn,
    @Nullable Long before,
    long now) {

  /** Whether there was an event on a day, as known at the midnight before day {@code tick}. */
  boolean active(int day, int tick) {
    return day >= first && day <= last && day < tick;
  }

  /** Days with an event among the last so many before a midnight. */
  int daysActive(int tick, int days) {
    int active = 0;
    for (int day = tick - days; day < tick; day++) {
      active += active(day, tick) ? 1 : 0;
    }
    return active;
  }

  /** Whether the user had come by a midnight. */
  boolean known(int tick) {
    return tick > first;
  }

  @Nullable Long segment(int tick) {
    return tick <= 31 ? before : Long.valueOf(now);
  }
}
