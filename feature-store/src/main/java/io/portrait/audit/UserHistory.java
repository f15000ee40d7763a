package io.portrait.audit;

import io.portrait.definition.Definition;
import io.portrait.event.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The stored events of one user, in the order in which they were read. Mutable. */
public final class UserHistory {

  private final Definition definition;
  private final List<Arrival> arrivals = new ArrayList<>();
  private final Set<Integer> partitions = new HashSet<>();
  private long erasedAt = Long.MIN_VALUE;

  UserHistory(Definition definition) {
    this.definition = definition;
  }

  /**
   * An event as it was read.
   *
   * @param key of its record, by which a refusal names it
   * @param latestBefore the greatest time read before it in its partition
   */
  private record Arrival(Event event, long key, long latestBefore) {}

  /**
   * An accepted event.
   *
   * @param mostWatermark the watermark may have stood there when it came, but no further
   */
  record Accepted(Event event, long mostWatermark) {}

  /**
   * What the job has to have made of the user's events.
   *
   * @param events accepted, each once, in the order in which they were read
   * @param doubtful how many of them may have been too late, though no refusal says so
   * @param isOrdered whether they came in that order: they lie in one partition
   * @param sinceReturn the first of them after {@code retention} had passed without any, by their
   *     index: the job may have forgotten those before; 0 for a user who was never so long away
   */
  record Life(List<Accepted> events, int doubtful, boolean isOrdered, int sinceReturn) {

    boolean wasAway() {
      return sinceReturn > 0;
    }

    List<Event> plain() {
      return events.stream().map(Accepted::event).toList();
    }
  }

  /**
   * Forgets what was read so far, and what of until then is still to come; but nothing where a
   * later erasure has been read: whoever came back since is another user.
   */
  void erase(long timeMillis) {
    if (timeMillis > erasedAt) {
      erasedAt = timeMillis;
      arrivals.clear();
    }
  }

  /** Leaves out what was and will be read of until then. */
  void refuse(long untilMillis) {
    arrivals.removeIf(arrival -> arrival.event().timeMillis() <= untilMillis);
    erasedAt = Math.max(erasedAt, untilMillis);
  }

  void add(Event event, long key, int partition, long latestBefore) {
    if (event.timeMillis() <= erasedAt) {
      return;
    }
    arrivals.add(new Arrival(event, key, latestBefore));
    partitions.add(partition);
  }

  /**
   * Leaves out what was refused and what came twice.
   *
   * @param latestOfAll the greatest time that was read in any partition; where there are several,
   *     an idle one may have been judged by the time of another
   */
  Life life(Refusals refusals, long latestOfAll, boolean isOnePartition) {
    long longest = definition.longestWindowMillis();
    boolean[] isRefused = refused(refusals, isOnePartition ? Long.MIN_VALUE : latestOfAll);
    List<Accepted> accepted = new ArrayList<>();
    Map<String, List<Long>> ids = new HashMap<>();
    int doubtful = 0;
    long latest = Long.MIN_VALUE;
    int sinceReturn = 0;
    for (int i = 0; i < arrivals.size(); i++) {
      Arrival arrival = arrivals.get(i);
      Event event = arrival.event();
      if (isRefused[i] || isCopy(event, ids)) {
        continue;
      }
      long latestBefore = isOnePartition ? arrival.latestBefore() : latestOfAll;
      doubtful += mayBeTooLate(event, latestBefore, longest) ? 1 : 0;
      if (latest != Long.MIN_VALUE
          && event.timeMillis() - latest >= definition.retention().toMillis()) {
        sinceReturn = accepted.size();
      }
      latest = Math.max(latest, event.timeMillis());
      accepted.add(new Accepted(event, mostWatermark(arrival.latestBefore())));
    }
    return new Life(accepted, doubtful, partitions.size() <= 1, sinceReturn);
  }

  /**
   * Which arrivals the job says it refused. Of records that are equal to the byte the last ones:
   * time only grows. A refusal that no order of events can justify is not believed.
   */
  private boolean[] refused(Refusals refusals, long latestOfAll) {
    long longest = definition.longestWindowMillis();
    boolean[] isRefused = new boolean[arrivals.size()];
    Map<Long, Integer> left = new HashMap<>();
    for (int i = arrivals.size() - 1; i >= 0; i--) {
      Arrival arrival = arrivals.get(i);
      Refusals.Refusal refusal = refusals.of(arrival.key());
      int copies = left.computeIfAbsent(arrival.key(), key -> refusal.copies());
      long latestBefore = Math.max(arrival.latestBefore(), latestOfAll);
      isRefused[i] =
          copies > 0
              && (refusal.isByTheClock() || mayBeTooLate(arrival.event(), latestBefore, longest));
      if (isRefused[i]) {
        left.put(arrival.key(), copies - 1);
      }
    }
    return isRefused;
  }

  private boolean mayBeTooLate(Event event, long latestBefore, long longest) {
    long watermark = mostWatermark(latestBefore);
    return watermark != Long.MIN_VALUE && event.timeMillis() < watermark - longest;
  }

  private long mostWatermark(long latestBefore) {
    return latestBefore == Long.MIN_VALUE
        ? latestBefore
        : latestBefore - definition.events().maxOutOfOrderness().toMillis() - 1;
  }

  private boolean isCopy(Event event, Map<String, List<Long>> ids) {
    String id = event.eventId();
    if (id == null) {
      return false;
    }
    long within = definition.events().deduplicateWithin().toMillis();
    List<Long> times = ids.computeIfAbsent(id, unseen -> new ArrayList<>());
    if (times.stream().anyMatch(time -> Math.abs(time - event.timeMillis()) <= within)) {
      return true;
    }
    times.add(event.timeMillis());
    return false;
  }
}
