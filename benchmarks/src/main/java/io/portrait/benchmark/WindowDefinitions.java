package io.portrait.benchmark;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Definition files of four windows each. */
final class WindowDefinitions {

  private static final String FOUR = "[1h, 24h, 7d, 30d]";
  private static final String FINE = "[1h, 24h, 7d, {size: 30d, hop: 1m}]";

  private static final List<String> AGGREGATES =
      List.of(
          "types: [view], aggregate: count",
          "aggregate: sum, of: amount",
          "aggregate: max, of: amount",
          "types: [purchase], aggregate: count");

  private WindowDefinitions() {}

  /** Views, spending, the dearest and purchases over 1h/1m, 24h/10m, 7d/1h and 30d/6h. */
  static String sixteen() {
    return definitions(AGGREGATES.size(), FOUR);
  }

  /** The same, with a hop of a minute for 30 days. */
  static String minuteHops() {
    return definitions(AGGREGATES.size(), FINE);
  }

  /** 25 features over the same windows: the four, again and again with one category left out. */
  static String hundred() {
    return definitions(25, FOUR);
  }

  private static String definitions(int features, String windows) {
    return IntStream.range(0, features)
        .mapToObj(number -> feature(number, windows))
        .collect(Collectors.joining("\n", "project: benchmark\nfeatures:\n", "\n"));
  }

  private static String feature(int number, String windows) {
    int group = number / AGGREGATES.size();
    String where = group == 0 ? "" : ", where: \"category != 'category-" + group + "'\"";
    return "  - {name: f%d, %s%s, windows: %s}"
        .formatted(number, AGGREGATES.get(number % AGGREGATES.size()), where, windows);
  }
}
