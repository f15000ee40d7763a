package io.portrait.benchmark.reader;

import com.sun.management.ThreadMXBean;
import io.portrait.benchmark.MarkdownTable;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.ToLongFunction;

/**
 * How long ways to read the same users take, and what they allocate in the caller's thread: one
 * after the other, a look-up each, so that what slows down one slows down all.
 */
final class Latencies {

  private static final ThreadMXBean THREADS =
      (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final Map<String, ToLongFunction<List<String>>> ways = new LinkedHashMap<>();
  private long seen;

  /** Adds a way: reads the users and gives something made of what it read. The first is the base. */
  void add(String name, ToLongFunction<List<String>> way) {
    ways.put(name, way);
  }

  /** Lines of a table: p50 and p99 in microseconds with their ratios to the first, and bytes. */
  void measure(int users, int lookups, int among, MarkdownTable table) {
    Random random = new Random(1);
    Map<String, long[]> nanos = new LinkedHashMap<>();
    Map<String, Long> allocated = new LinkedHashMap<>();
    ways.keySet().forEach(name -> nanos.put(name, new long[lookups]));
    long thread = Thread.currentThread().getId();
    List<String> order = new ArrayList<>(ways.keySet());
    for (int lookup = -lookups; lookup < lookups; lookup++) { // as many before, to warm up
      List<String> ids = new ArrayList<>(users);
      for (int i = 0; i < users; i++) {
        ids.add(MadeUpRows.userId(random.nextInt(among)));
      }
      Collections.rotate(order, 1);
      for (String name : order) {
        ToLongFunction<List<String>> way = ways.get(name);
        long bytes = THREADS.getThreadAllocatedBytes(thread);
        long start = System.nanoTime();
        seen += way.applyAsLong(ids);
        long end = System.nanoTime();
        if (lookup >= 0) {
          nanos.get(name)[lookup] = end - start;
          allocated.merge(name, THREADS.getThreadAllocatedBytes(thread) - bytes, Long::sum);
        }
      }
    }
    long[] base = nanos.values().iterator().next();
    nanos.forEach(
        (name, times) -> {
          Arrays.sort(times);
          table.add(
              List.of(
                  name,
                  String.valueOf(users),
                  micros(times, 0.5),
                  micros(times, 0.99),
                  ratio(times, base, 0.5),
                  ratio(times, base, 0.99),
                  String.format(
                      Locale.ROOT, "%,.0f", (double) allocated.get(name) / lookups / users)));
        });
    if (seen == 0) {
      throw new IllegalStateException("nothing was read");
    }
  }

  static MarkdownTable table() {
    return new MarkdownTable(
        List.of("way", "users", "p50 us", "p99 us", "p50 ratio", "p99 ratio", "bytes/user"));
  }

  private static double at(long[] sorted, double share) {
    Arrays.sort(sorted);
    return sorted[(int) Math.min(sorted.length - 1L, (long) (share * sorted.length))] / 1e3;
  }

  private static String micros(long[] times, double share) {
    return String.format(Locale.ROOT, "%,.1f", at(times, share));
  }

  private static String ratio(long[] times, long[] base, double share) {
    return String.format(Locale.ROOT, "%.2f", at(times, share) / at(base, share));
  }
}
