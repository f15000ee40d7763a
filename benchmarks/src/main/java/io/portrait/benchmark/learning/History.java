package io.portrait.benchmark.learning;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * What a file of events says of its users.
 *
 * @param ticks the users active at each tick, by epoch milliseconds; {@link
 *     io.portrait.learning.ExampleOrder} within one
 * @param activity when users did what counts as activity
 * @param endMillis the time of the latest event: nothing is known of what came after it
 * @param ends where users have earlier ends of their own, by user id
 */
record History(
    SortedMap<Long, List<Observation>> ticks,
    Activity activity,
    long endMillis,
    Map<String, Long> ends) {

  /** Until when it is known what a user did. */
  long endOf(String userId) {
    return ends.getOrDefault(userId, endMillis);
  }

  /** All observations in the order in which models learn. */
  List<Observation> observations() {
    List<Observation> all = new ArrayList<>();
    ticks.values().forEach(all::addAll);
    return all;
  }
}
