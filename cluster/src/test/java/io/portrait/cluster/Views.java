package io.portrait.cluster;

import io.portrait.cluster.PoisonedRecords.Poison;
import io.portrait.job.Tally;
import io.portrait.offline.OfflineTables;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What was left, without what a disturbance is meant to leave behind. */
final class Views {

  private static final Pattern REASON = Pattern.compile("reason=(\\w+)");

  private Views() {}

  /** Where records lie in a partition is another place once others came between. */
  static Outcome withoutOffsets(Outcome outcome) {
    return changed(outcome, outcome.counts(), "offset=\\d+, ");
  }

  /**
   * Without an embedding, and without the hash of the definitions, which says that there is one.
   */
  static Outcome withoutEmbedding(Outcome outcome) {
    Map<String, Long> counts = new TreeMap<>(outcome.counts());
    counts.keySet().removeAll(List.of(Tally.TEXTS_EMBEDDED, Tally.TEXTS_MISSED));
    return changed(
        outcome,
        counts,
        "embedding=(null|\\[[^\\]]*\\]), |,\"embedding\":\\[[^\\]]*\\]"
            + "|definitions=[0-9a-f]{16}, |\"_definitions\":\"[0-9a-f]{16}\",");
  }

  /** Without these, if there is exactly one refused record more for each of them. */
  static Outcome without(List<Poison> poison, Outcome outcome, Outcome expected) {
    Map<String, Integer> refused = rejected(withoutOffsets(outcome));
    rejected(expected)
        .forEach((row, times) -> refused.merge(row, -times, (a, b) -> a + b == 0 ? null : a + b));
    Map<String, Integer> found = new TreeMap<>();
    refused.forEach((row, times) -> found.merge(reason(row), times, Integer::sum));
    Map<String, Integer> wanted = new TreeMap<>();
    poison.forEach(each -> wanted.merge(each.reason().label(), 1, Integer::sum));
    if (!found.equals(wanted)) {
      return withoutOffsets(outcome);
    }
    Map<String, Long> counts = new TreeMap<>(outcome.counts());
    counts.merge(Tally.EVENTS_IN, (long) -poison.size(), Long::sum);
    wanted.forEach(
        (reason, times) -> counts.merge(Tally.EVENTS_REJECTED + reason, (long) -times, Long::sum));
    Map<String, Map<String, Integer>> rows = new TreeMap<>(outcome.rows());
    rows.put(OfflineTables.REJECTED_EVENTS, rejected(expected));
    return new Outcome(rows, counts);
  }

  private static Map<String, Integer> rejected(Outcome outcome) {
    return new TreeMap<>(outcome.rows().getOrDefault(OfflineTables.REJECTED_EVENTS, Map.of()));
  }

  private static String reason(String row) {
    Matcher reason = REASON.matcher(row);
    String last = "none";
    while (reason.find()) {
      last = reason.group(1);
    }
    return last;
  }

  private static Outcome changed(Outcome outcome, Map<String, Long> counts, String left) {
    Pattern pattern = Pattern.compile(left);
    Map<String, Map<String, Integer>> rows = new TreeMap<>();
    outcome
        .rows()
        .forEach(
            (place, each) -> {
              Map<String, Integer> kept = new TreeMap<>();
              each.forEach(
                  (row, times) ->
                      kept.merge(pattern.matcher(row).replaceAll(""), times, Integer::sum));
              rows.put(place, kept);
            });
    return new Outcome(rows, counts);
  }
}
