package io.portrait.benchmark.learning;

import com.google.common.primitives.Longs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** When users did what counts as activity: the raw times of their events, epoch milliseconds. */
final class Activity {

  private static final long[] NEVER = {};

  private final Map<String, long[]> times = new HashMap<>();

  /**
   * Takes the times of every user.
   *
   * @param timesOfUsers by user id, in any order
   */
  Activity(Map<String, ? extends List<Long>> timesOfUsers) {
    timesOfUsers.forEach(
        (user, unsorted) -> {
          long[] sorted = Longs.toArray(new ArrayList<>(unsorted));
          Arrays.sort(sorted);
          times.put(user, sorted);
        });
  }

  /** Whether a user was active after a time and not after another. */
  boolean isWithin(String userId, long afterMillis, long untilMillis) {
    long[] sorted = times.getOrDefault(userId, NEVER);
    int found = Arrays.binarySearch(sorted, afterMillis + 1);
    int next = found < 0 ? -found - 1 : found;
    return next < sorted.length && sorted[next] <= untilMillis;
  }
}
