package io.portrait.aggregate;

import java.util.Arrays;

/**
 * Which event ids a user has had, as 64-bit hashes with their times: a copy within {@code
 * deduplicate_within} of event time of the accepted one is a duplicate, in whatever order they
 * come.
 *
 * <p>The newest ids are at hand in the user's value; older ones lie cold in {@link ColdBuckets},
 * which an event touches only if it is as old as they are. Two different ids of one user are taken
 * for one with a probability of about n^2 / 2^65 for n ids.
 */
final class EventIds {

  /** How many of the newest ids stay at hand however old they are. */
  private static final int FEW = 16;

  /** From so many on, old ids are moved to the cold, at least {@link #FEW} at a time. */
  private static final int SOME = 32;

  /** At most so many stay at hand, however busy the user is. */
  private static final int MOST = 128;

  private final long within;
  private final long longest;
  private final ColdBuckets cold;

  private long[] times = new long[8];
  private long[] hashes = new long[8];
  private int size;

  EventIds(FeaturePlan plan) {
    within = plan.deduplicateWithin();
    longest = plan.longestWindow();
    cold = new ColdBuckets(within);
  }

  /**
   * Remembers an id.
   *
   * @param latest the user's latest event, this one included
   * @param watermark {@link EventTime#known}; ids that no acceptable event can repeat are forgotten
   * @return false: a duplicate, not remembered
   */
  boolean add(long hash, long time, long latest, long watermark, ColdIds store) {
    if (isAtHand(hash, time) || cold.contains(hash, time, store)) {
      return false;
    }
    if (watermark != EventTime.UNKNOWN) {
      forget(watermark - longest - within, store);
    }
    insert(hash, time);
    if (size > SOME) {
      spill(latest, store);
    }
    return true;
  }

  private boolean isAtHand(long hash, long time) {
    for (int i = size - 1; i >= 0; i--) {
      if (hashes[i] == hash && Math.abs(times[i] - time) <= within) {
        return true;
      }
    }
    return false;
  }

  private void insert(long hash, long time) {
    if (size == times.length) {
      times = Arrays.copyOf(times, size * 2);
      hashes = Arrays.copyOf(hashes, size * 2);
    }
    int at = size;
    while (at > 0 && times[at - 1] > time) {
      at--;
    }
    System.arraycopy(times, at, times, at + 1, size - at);
    System.arraycopy(hashes, at, hashes, at + 1, size - at);
    times[at] = time;
    hashes[at] = hash;
    size++;
  }

  private void forget(long before, ColdIds store) {
    int old = 0;
    while (old < size && times[old] < before) {
      old++;
    }
    drop(old);
    cold.forget(before, store);
  }

  private void spill(long latest, ColdIds store) {
    int old = 0;
    while (old < size - FEW && times[old] < latest - 2 * within) {
      old++;
    }
    if (size - old > MOST) {
      old = size - MOST / 2;
    }
    if (old >= FEW) {
      cold.add(hashes, times, old, store);
      drop(old);
    }
  }

  private void drop(int count) {
    if (count > 0) {
      size -= count;
      System.arraycopy(times, count, times, 0, size);
      System.arraycopy(hashes, count, hashes, 0, size);
    }
  }

  /** How many are in the user's value. */
  int atHand() {
    return size;
  }

  /** How many lie beside it. */
  long older() {
    return cold.size();
  }

  void write(ByteWriter out, long latest) {
    out.number(size);
    for (int i = 0; i < size; i++) {
      if (i == 0) {
        out.signed(latest - times[0]);
      } else {
        out.number(times[i] - times[i - 1]);
      }
      out.fixed(hashes[i]);
    }
    cold.write(out, latest);
  }

  void read(ByteReader in, long latest) {
    size = in.count(9);
    times = new long[size + 2];
    hashes = new long[size + 2];
    for (int i = 0; i < size; i++) {
      times[i] = i == 0 ? latest - in.signed() : times[i - 1] + in.number();
      hashes[i] = in.fixed();
    }
    cold.read(in, latest);
  }
}
