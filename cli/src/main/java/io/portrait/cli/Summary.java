package io.portrait.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.portrait.cli.status.Status;
import io.portrait.job.Tally;
import java.time.Duration;
import java.util.Map;

/**
 * What a replay did: the last line it prints (contract 6).
 *
 * @param counters the job's, by name
 * @param took from the job's start until everything had been processed
 */
record Summary(Map<String, Long> counters, Duration took) {

  Summary {
    counters = Map.copyOf(counters);
  }

  /** Whether every record is accounted for: accepted + duplicate + rejected = in. */
  boolean addsUp() {
    long rejected = Status.rejected(counters).values().stream().mapToLong(Long::longValue).sum();
    return count(Tally.EVENTS_ACCEPTED) + count(Tally.EVENTS_DUPLICATE) + rejected
        == count(Tally.EVENTS_IN);
  }

  /** One line of JSON. */
  String toJson() {
    return json().toString();
  }

  /** One JSON object. */
  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    put(json, Tally.EVENTS_IN);
    put(json, Tally.EVENTS_ACCEPTED);
    put(json, Tally.EVENTS_DUPLICATE);
    ObjectNode rejected = json.putObject("events_rejected");
    Status.rejected(counters).forEach(rejected::put);
    put(json, Tally.EVENTS_LATE);
    put(json, Tally.USERS);
    put(json, Tally.USERS_ERASED);
    put(json, Tally.ROWS_WRITTEN);
    double seconds = Math.max(took.toMillis(), 1) / 1_000.0;
    json.put("seconds", seconds);
    json.put("events_per_second", Math.round(count(Tally.EVENTS_IN) / seconds));
    return json;
  }

  private void put(ObjectNode json, String counter) {
    json.put(counter, count(counter));
  }

  private long count(String name) {
    return counters.getOrDefault(name, 0L);
  }
}
