package io.portrait.benchmark.learning;

import com.google.common.math.LongMath;
import io.portrait.event.Event;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Puts the events of cohorts that lived at different times on one clock that starts with each: as
 * if all had begun on the same day. Someone in two cohorts becomes two users.
 *
 * @param events in order of their new times, in days since their cohort's first day
 * @param ends the time of each cohort's last event, by the users' new ids
 */
record Cohorts(List<Event> events, Map<String, Long> ends) {

  private static final long DAY = Duration.ofDays(1).toMillis();

  /** Cohorts of the same category; an event without one is passed over. */
  static Cohorts byCategory(List<Event> events) {
    Map<String, Long> starts = new HashMap<>();
    Map<String, Long> lasts = new HashMap<>();
    for (Event event : events) {
      if (event.category() != null) {
        long day = LongMath.divide(event.timeMillis(), DAY, RoundingMode.FLOOR) * DAY;
        starts.merge(event.category(), day, Math::min);
        lasts.merge(event.category(), event.timeMillis(), Math::max);
      }
    }
    List<Event> moved = new ArrayList<>();
    Map<String, Long> ends = new HashMap<>();
    for (Event event : events) {
      String cohort = event.category();
      if (cohort != null) {
        long start = Objects.requireNonNull(starts.get(cohort));
        Event own = moved(event, cohort + "/" + event.userId(), start);
        moved.add(own);
        ends.put(own.userId(), Objects.requireNonNull(lasts.get(cohort)) - start);
      }
    }
    moved.sort(Comparator.comparingLong(Event::timeMillis));
    return new Cohorts(moved, ends);
  }

  private static Event moved(Event event, String userId, long start) {
    return new Event(
        event.eventId(),
        userId,
        event.type(),
        event.timeMillis() - start,
        event.itemId(),
        event.category(),
        event.amount(),
        event.quantity(),
        event.text(),
        event.attributes());
  }
}
