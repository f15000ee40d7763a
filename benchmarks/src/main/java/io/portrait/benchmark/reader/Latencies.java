package io.portrait.benchmark.reader;

import com.sun.management.ThreadMXBean;
import io.portrait.benchmark.MarkdownTable;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.ToLongFunction;

/**
 * How long ways to read the same users take, and what they allocate in the caller's thread: one
 * after the other, a look-up each, so that what slows down one slows down all.
 */
final class Latencies {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final List<Way> ways = new ArrayList<>();
  private long seen;

  /** One way, and what was measured of it. */
  private static final class Way {

    private final String name;
    private final ToLongFunction<List<String>> read;
    private final long[] nanos;
    private long allocated;

    Way(String name, ToLongFunction<List<String>> read, int lookups) {
      this.name = name;
      this.read = read;
      nanos = new long[lookups];
    }
  }

  private final int users;
  private final int lookups;

  Latencies(int users, int lookups) {
    this.users = users;
    this.lookups = lookups;
  }

  /**
   * Adds a way: reads the users and gives something made of what it read. The first is the base.
   */
  void add(String name, ToLongFunction<List<String>> read) {
    ways.add(new Way(name, read, lookups));
  }

  /** Lines of a table: p50 and p99 in microseconds with their ratios to the first, and bytes. */
  void measure(int among, MarkdownTable table) {
    Random random = new Random(1);
    long thread = Thread.currentThread().getId();
    List<Way> order = new ArrayList<>(ways);
    for (int lookup = -lookups; lookup < lookups; lookup++) { // as many before, to warm up
      List<String> ids = new ArrayList<>(users);
      for (int i = 0; i < users; i++) {
        ids.add(MadeUpRows.userId(random.nextInt(among)));
      }
      Collections.rotate(order, 1);
      for (Way way : order) {
        long bytes = THREADS.getThreadAllocatedBytes(thread);
        long start = System.nanoTime();
        seen += way.read.applyAsLong(ids);
        long end = System.nanoTime();
        if (lookup >= 0) {
          way.nanos[lookup] = end - start;
          way.allocated += THREADS.getThreadAllocatedBytes(thread) - bytes;
        }
      }
    }
    if (seen == 0) {
      throw new IllegalStateException("nothing was read");
    }
    long[] base = ways.get(0).nanos;
    for (Way way : ways) {
      table.add(
          List.of(
              way.name,
              String.valueOf(users),
              micros(way.nanos, 0.5),
              micros(way.nanos, 0.99),
              ratio(way.nanos, base, 0.5),
              ratio(way.nanos, base, 0.99),
              String.format(Locale.ROOT, "%,.0f", (double) way.allocated / lookups / users)));
    }
  }

  static MarkdownTable table() {
    return new MarkdownTable(
        List.of("way", "users", "p50 us", "p99 us", "p50 ratio", "p99 ratio", "bytes/user"));
  }

  private static double at(long[] times, double share) {
    long[] sorted = times.clone();
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
