package io.portrait.job.metrics;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.datasketches.frequencies.ErrorType;
import org.apache.datasketches.frequencies.LongsSketch;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * How much of a subtask's work is about one key: {@code hottest_key_share}, 0 to 1, and {@code
 * hottest_key_group}, the key group that it is in.
 *
 * <p>Keys are users, and metrics must not name one: neither a key nor a hash by which it could be
 * guessed leaves this class. Key groups are what Flink hands to subtasks, one of some hundred. Who
 * the user is, a state inspector says to whoever may ask.
 *
 * <p>Records are counted in a sketch of frequent items (Anderson et al., "A High-Performance
 * Algorithm for Identifying Frequent Items in Data Streams", IMC 2017) of 9 KB, in some twenty
 * nanoseconds each; it knows a share to 0.7 %. Figures are those of the last whole interval;
 * without a record in it the share is 0 and the group -1. One thread counts; any may ask.
 */
public final class HottestKey {

  /** How long a figure stands. */
  static final Duration INTERVAL = Duration.ofMinutes(1);

  private static final int MOST_KEYS = 512;

  private final int keyGroups;
  private final LongSupplier nanoClock;
  private final LongsSketch counts = new LongsSketch(MOST_KEYS);
  private long startedAt;
  private volatile Found found = Found.NOTHING;

  private record Found(double share, int keyGroup) {
    static final Found NOTHING = new Found(0, -1);
  }

  /**
   * @param keyGroups of the job: its greatest parallelism
   */
  public HottestKey(int keyGroups) {
    this(keyGroups, System::nanoTime);
  }

  HottestKey(int keyGroups, LongSupplier nanoClock) {
    this.keyGroups = keyGroups;
    this.nanoClock = nanoClock;
    startedAt = nanoClock.getAsLong();
  }

  /** Shows what is found. */
  public void show(MetricGroup group) {
    group.gauge("hottest_key_share", this::share);
    group.gauge("hottest_key_group", this::keyGroup);
  }

  /** A record of a key came. */
  public void add(Object key) {
    counts.update(key.hashCode());
  }

  /** Ends the interval if it is over; to be called now and then by whoever counts. */
  public void look() {
    long now = nanoClock.getAsLong();
    if (now - startedAt < INTERVAL.toNanos()) {
      return;
    }
    startedAt = now;
    LongsSketch.Row[] rows = counts.getFrequentItems(ErrorType.NO_FALSE_NEGATIVES);
    found =
        rows.length == 0
            ? Found.NOTHING
            : new Found(
                (double) rows[0].getEstimate() / counts.getStreamLength(),
                KeyGroupRangeAssignment.computeKeyGroupForKeyHash(
                    (int) rows[0].getItem(), keyGroups));
    counts.reset();
  }

  double share() {
    return found.share;
  }

  int keyGroup() {
    return found.keyGroup;
  }
}
