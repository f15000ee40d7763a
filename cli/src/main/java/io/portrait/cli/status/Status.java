package io.portrait.cli.status;

import io.portrait.cli.embedded.RunningJob.Checkpoint;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A running job at a moment, as the user sees it.
 *
 * @param state of the job: {@code running}, {@code restarting}, ...
 * @param counters the job's, by name
 * @param eventsPerSecond lately
 * @param lag records in the topic that the job has not read
 * @param feed what is being fed; empty when nothing is
 * @param checkpoint the latest
 * @param checkpointAgeSeconds since it was completed
 */
public record Status(
    String state,
    Map<String, Long> counters,
    double eventsPerSecond,
    long lag,
    String feed,
    Optional<Checkpoint> checkpoint,
    long checkpointAgeSeconds) {

  private static final String REJECTED = "events_rejected_";

  /** A counter, 0 before the job has said anything. */
  public long count(String name) {
    return counters.getOrDefault(name, 0L);
  }

  /** How many events were rejected for each reason that occurred, in the alphabet's order. */
  public Map<String, Long> rejected() {
    return rejected(counters);
  }

  /** How many events were rejected for each reason that occurred, in the alphabet's order. */
  public static Map<String, Long> rejected(Map<String, Long> counters) {
    Map<String, Long> rejected = new TreeMap<>();
    counters.forEach(
        (name, count) -> {
          if (name.startsWith(REJECTED) && count > 0) {
            rejected.put(name.substring(REJECTED.length()), count);
          }
        });
    return rejected;
  }
}
