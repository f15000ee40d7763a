package io.portrait.aggregate;

import java.util.Arrays;

/**
 * The ids that are no longer at hand, by time, in a {@link ColdIds} store.
 *
 * <p>A bucket of event time that grows is split by hash, doubling like a hash table, so that
 * looking an id up reads some hundred ids however busy the day was. The user's value keeps which
 * buckets there are and how many ids each has; the ids themselves are read and written only here.
 */
final class ColdBuckets {

  /** A bucket spans at least a day. */
  private static final long LEAST_MILLIS = 86_400_000;

  /** A bucket splits where its parts would hold more ids than this. */
  private static final int PART_IDS = 512;

  private static final int MOST_SPLITS = 12;
  private static final int VERSION = 1;

  private final long within;

  /** How long a bucket is; kept with the buckets, so that it may differ once they are gone. */
  private long millis;

  private long latest = Long.MIN_VALUE;
  private long[] places = {};
  private long[] counts = {};

  ColdBuckets(long within) {
    this.within = within;
    millis = Math.max(within, LEAST_MILLIS);
  }

  /** How many ids there are. */
  long size() {
    return Arrays.stream(counts).sum();
  }

  /** Whether an id has been here at most {@code within} away from a time. */
  boolean contains(long hash, long time, ColdIds store) {
    if (places.length == 0 || time - within > latest) {
      return false;
    }
    long first = Math.floorDiv(time - within, millis);
    long last = Math.floorDiv(time + within, millis);
    for (int i = 0; i < places.length && places[i] <= last; i++) {
      if (places[i] >= first && contains(i, hash, time, store)) {
        return true;
      }
    }
    return false;
  }

  private boolean contains(int bucket, long hash, long time, ColdIds store) {
    byte[] part = store.get(key(places[bucket], part(hash, splits(counts[bucket]))));
    if (part == null) {
      return false;
    }
    ByteReader in = reader(part);
    long start = places[bucket] * millis;
    while (in.hasMore()) {
      boolean isSame = in.fixed() == hash;
      if (Math.abs(start + in.number() - time) <= within && isSame) {
        return true;
      }
    }
    return false;
  }

  /** Adds the first ids of the arrays, which are in time order. */
  void add(long[] hashes, long[] times, int count, ColdIds store) {
    if (places.length == 0) {
      millis = Math.max(within, LEAST_MILLIS);
    }
    latest = Math.max(latest, times[count - 1]);
    int from = 0;
    while (from < count) {
      long place = Math.floorDiv(times[from], millis);
      int until = from + 1;
      while (until < count && times[until] < (place + 1) * millis) {
        until++;
      }
      add(place, hashes, times, from, until, store);
      from = until;
    }
  }

  private void add(long place, long[] hashes, long[] times, int from, int until, ColdIds store) {
    int bucket = Arrays.binarySearch(places, place);
    if (bucket < 0) {
      bucket = -bucket - 1;
      places = withRoom(places, bucket);
      counts = withRoom(counts, bucket);
      places[bucket] = place;
    }
    int splits = splits(counts[bucket]);
    counts[bucket] += until - from;
    for (; splits < splits(counts[bucket]); splits++) {
      split(place, splits, store);
    }
    for (int i = from; i < until; i++) {
      long part = part(hashes[i], splits);
      if (isFirstOfPart(hashes, from, i, part, splits)) {
        ByteWriter out = new ByteWriter();
        byte[] known = store.get(key(place, part));
        if (known == null) {
          out.write(VERSION);
        } else {
          out.write(known, 0, known.length);
        }
        for (int j = i; j < until; j++) {
          if (part(hashes[j], splits) == part) {
            write(out, hashes[j], times[j] - place * millis);
          }
        }
        store.put(key(place, part), out.toBytes());
      }
    }
  }

  private static boolean isFirstOfPart(long[] hashes, int from, int at, long part, int splits) {
    for (int i = from; i < at; i++) {
      if (part(hashes[i], splits) == part) {
        return false;
      }
    }
    return true;
  }

  /** Halves every part of a bucket. Part p becomes 2p and 2p + 1: from the last one down. */
  private static void split(long place, int splits, ColdIds store) {
    for (long part = (1L << splits) - 1; part >= 0; part--) {
      byte[] known = store.get(key(place, part));
      if (known == null) {
        continue;
      }
      store.remove(key(place, part));
      for (long half = 2 * part; half <= 2 * part + 1; half++) {
        ByteWriter out = new ByteWriter();
        out.write(VERSION);
        ByteReader in = reader(known);
        boolean isEmpty = true;
        while (in.hasMore()) {
          long hash = in.fixed();
          long after = in.number();
          if (part(hash, splits + 1) == half) {
            write(out, hash, after);
            isEmpty = false;
          }
        }
        if (!isEmpty) {
          store.put(key(place, half), out.toBytes());
        }
      }
    }
  }

  private static ByteReader reader(byte[] part) {
    ByteReader in = new ByteReader(part);
    int version = in.read();
    if (version != VERSION) {
      throw new StateFormatException("unknown version of event ids: " + version);
    }
    return in;
  }

  private static void write(ByteWriter out, long hash, long after) {
    out.fixed(hash);
    out.number(after);
  }

  /** Removes the buckets that end before a time. */
  void forget(long before, ColdIds store) {
    int old = 0;
    while (old < places.length && (places[old] + 1) * millis <= before) {
      for (long part = (1L << splits(counts[old])) - 1; part >= 0; part--) {
        store.remove(key(places[old], part));
      }
      old++;
    }
    if (old > 0) {
      places = Arrays.copyOfRange(places, old, places.length);
      counts = Arrays.copyOfRange(counts, old, counts.length);
    }
  }

  /** How often a bucket of so many ids has been split. */
  private static int splits(long count) {
    int splits = 0;
    while (splits < MOST_SPLITS && count > (long) PART_IDS << splits) {
      splits++;
    }
    return splits;
  }

  /** The part of an id: its hash's upper bits. */
  private static long part(long hash, int splits) {
    return splits == 0 ? 0 : hash >>> (Long.SIZE - splits);
  }

  private static long key(long place, long part) {
    return (place << MOST_SPLITS) + part;
  }

  private static long[] withRoom(long[] array, int at) {
    long[] larger = new long[array.length + 1];
    System.arraycopy(array, 0, larger, 0, at);
    System.arraycopy(array, at, larger, at + 1, array.length - at);
    return larger;
  }

  void write(ByteWriter out, long latestEvent) {
    out.number(places.length);
    if (places.length > 0) {
      out.width(millis);
      out.signed(latestEvent - latest);
      long before = Math.floorDiv(latestEvent, millis);
      for (int i = 0; i < places.length; i++) {
        out.signed(places[i] - before);
        out.number(counts[i]);
        before = places[i];
      }
    }
  }

  void read(ByteReader in, long latestEvent) {
    int size = in.count(2);
    if (size > 0) {
      places = new long[size];
      counts = new long[size];
      millis = in.width();
      latest = latestEvent - in.signed();
      long before = Math.floorDiv(latestEvent, millis);
      for (int i = 0; i < size; i++) {
        before += in.signed();
        places[i] = before;
        counts[i] = in.number();
      }
    }
  }
}
