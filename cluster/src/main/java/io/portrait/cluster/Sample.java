package io.portrait.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a cluster takes at a moment.
 *
 * @param seconds since the beginning
 * @param residentMegabytes memory of each process, by its name
 * @param heapMegabytes used heap of Flink's processes, by their names, before any collection
 * @param stateMegabytes what the latest checkpoint holds; NaN while there is none
 * @param redisMegabytes what Redis says it uses; NaN while it does not answer
 * @param lag records sent and not yet counted by the job; NaN while it does not answer
 */
record Sample(
    double seconds,
    Map<String, Double> residentMegabytes,
    Map<String, Double> heapMegabytes,
    double stateMegabytes,
    double redisMegabytes,
    double lag) {

  /** Samples as CSV; a process that was not there at a moment has no value. */
  static List<String> csv(List<Sample> samples) {
    List<String> resident = names(samples, Sample::residentMegabytes);
    List<String> heap = names(samples, Sample::heapMegabytes);
    List<String> lines = new ArrayList<>();
    StringBuilder head = new StringBuilder("seconds,state_mb,redis_mb,lag");
    resident.forEach(name -> head.append(",rss_mb_").append(name));
    heap.forEach(name -> head.append(",heap_mb_").append(name));
    lines.add(head.toString());
    for (Sample each : samples) {
      StringBuilder line = new StringBuilder();
      append(line, each.seconds);
      append(line, each.stateMegabytes);
      append(line, each.redisMegabytes);
      append(line, each.lag);
      resident.forEach(name -> append(line, each.residentMegabytes.getOrDefault(name, Double.NaN)));
      heap.forEach(name -> append(line, each.heapMegabytes.getOrDefault(name, Double.NaN)));
      lines.add(line.substring(1));
    }
    return lines;
  }

  /** The names that occur anywhere, sorted. */
  static List<String> names(
      List<Sample> samples, java.util.function.Function<Sample, Map<String, Double>> of) {
    return samples.stream()
        .flatMap(each -> of.apply(each).keySet().stream())
        .distinct()
        .sorted()
        .toList();
  }

  private static void append(StringBuilder line, double value) {
    line.append(',');
    if (!Double.isNaN(value)) {
      line.append(Math.round(value * 10) / 10.0);
    }
  }
}
