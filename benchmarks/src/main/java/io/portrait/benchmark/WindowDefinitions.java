package io.portrait.benchmark;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Definition files of features with four windows each: 1h, 24h, 7d and 30d. Users are not observed,
 * unless said otherwise: what is compared keeps windows and no feature log.
 */
final class WindowDefinitions {

  private static final String UNOBSERVED = "observations: {every: 3650d}\n";
  private static final String USUAL_HOPS = "[1h, 24h, 7d, 30d]";

  /** What {@link FourAggregates} computes too. */
  private static final List<String> AGGREGATES =
      List.of(
          "types: [view], aggregate: count",
          "aggregate: sum, of: amount",
          "aggregate: max, of: amount",
          "types: [purchase], aggregate: count");

  private WindowDefinitions() {}

  /** Views, the sum and the highest of amounts, and purchases, with hops of 1m, 10m, 1h and 6h. */
  static String sixteen() {
    return definitions(AGGREGATES.size(), USUAL_HOPS);
  }

  /** The same, with a hop of a minute for 30 days. */
  static String minuteHops() {
    return definitions(AGGREGATES.size(), "[1h, 24h, 7d, {size: 30d, hop: 1m}]");
  }

  /** The same as {@link #sixteen()}, with a row for the feature log of every user every day. */
  static String observedDaily() {
    return sixteen().replace(UNOBSERVED, "");
  }

  /** The same as {@link #sixteen()}, but every change is a row, however soon after another. */
  static String everyRow() {
    return sixteen() + "online: {emit_at_most_every: 1ms}\n";
  }

  /** 25 features: the four, again and again with another category left out. */
  static String hundred() {
    return definitions(25, USUAL_HOPS);
  }

  private static String definitions(int features, String windows) {
    return IntStream.range(0, features)
        .mapToObj(number -> feature(number, windows))
        .collect(
            Collectors.joining("\n", "project: benchmark\n" + UNOBSERVED + "features:\n", "\n"));
  }

  private static String feature(int number, String windows) {
    int group = number / AGGREGATES.size();
    String where = group == 0 ? "" : ", where: \"category != 'category-" + group + "'\"";
    return "  - {name: f%d, %s%s, windows: %s}"
        .formatted(number, AGGREGATES.get(number % AGGREGATES.size()), where, windows);
  }
}
