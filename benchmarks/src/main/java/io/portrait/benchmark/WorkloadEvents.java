package io.portrait.benchmark;

import io.portrait.event.Event;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The events of a {@link Workload}, one by one. For one thread; cheap as long as it is asked for
 * them about in order, because it remembers whose the running sessions are.
 */
final class WorkloadEvents {

  private static final long GOLDEN = 0x9E37_79B9_7F4A_7C15L;
  private static final String[] ITEMS = names("sku-", 4_096);
  private static final String[] CATEGORIES = names("category-", 32);

  private final Workload workload;
  private final int sessions;
  private final long burstMillis;
  private final double logOfUsers;
  private final long[] session;
  private final @Nullable String[] user;

  WorkloadEvents(Workload workload) {
    this.workload = workload;
    sessions = workload.sessionsPerTask();
    burstMillis = workload.burstMillis();
    logOfUsers = Math.log((double) workload.users() / workload.tasks() + 1);
    session = new long[sessions];
    Arrays.fill(session, -1);
    user = new String[sessions];
  }

  /**
   * An event.
   *
   * @param index from 0; each task of the source has its own even share of them, in order of time
   */
  Event event(long index) {
    long task = index / workload.eventsPerTask();
    long position = index % workload.eventsPerTask();
    long round = position / sessions;
    int lane = (int) (position % sessions);
    long burst = round / Workload.SESSION;
    long step = round % Workload.SESSION;
    long time =
        Workload.START_MILLIS
            + burst * burstMillis
            + step * Workload.APART_MILLIS
            + lane * Workload.APART_MILLIS / sessions;
    long dice = mix(index);
    int kind = (int) (dice & 15);
    return new Event(
        workload.withIds() ? "e-" + index : null,
        userOf(lane, (burst * sessions + lane) * workload.tasks() + task, task),
        kind < 11 ? "view" : kind < 13 ? "cart" : "purchase",
        time,
        ITEMS[(int) (dice >>> 4) & (ITEMS.length - 1)],
        CATEGORIES[(int) (dice >>> 16) & (CATEGORIES.length - 1)],
        ((dice >>> 24) & 0xFFFF) / 100.0,
        1,
        null,
        Map.of());
  }

  private String userOf(int lane, long number, long task) {
    String known = user[lane];
    if (known == null || session[lane] != number) {
      known = user(number, task);
      session[lane] = number;
      user[lane] = known;
    }
    return known;
  }

  private String user(long number, long task) {
    if (workload.hotShare() > 0 && share(mix(~number)) < workload.hotShare()) {
      return "hot";
    }
    // The k-th has log((k + 2) / (k + 1)) / log(n + 1), k from 0: 1/k but for the very first.
    long rank = (long) Math.exp(share(mix(number + GOLDEN)) * logOfUsers) - 1;
    return "u-" + (rank * workload.tasks() + task);
  }

  private static double share(long mixed) {
    return (mixed >>> 11) * 0x1.0p-53;
  }

  /** SplitMix64. */
  private static long mix(long number) {
    long mixed = number * GOLDEN;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D0_49BB_1331_11EBL;
    return mixed ^ (mixed >>> 31);
  }

  private static String[] names(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(number -> prefix + number).toArray(String[]::new);
  }
}
