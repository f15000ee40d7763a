package io.portrait.cli.state;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The sizes of many keys put together: exact quantiles, bytes by part, and the largest keys. Any
 * number of them, of different keys, can be merged in any order. Memory grows with the number of
 * different sizes, some thousands, not with that of keys.
 */
public final class StateSizes implements Serializable {

  private static final long serialVersionUID = 1;

  /** Of two of one size the one whose key comes first is larger, so that order does not matter. */
  private static final Comparator<KeySize> ORDER =
      Comparator.comparingLong(KeySize::bytes)
          .thenComparing(KeySize::key, Comparator.reverseOrder());

  private final int mostLargest;
  private final TreeMap<Long, Long> keysBySize = new TreeMap<>();
  private final TreeMap<String, Long> bytesByPart = new TreeMap<>();
  private final ArrayList<KeySize> largest = new ArrayList<>();
  private long unreadable;

  /**
   * @param mostLargest how many of the largest keys are remembered
   */
  public StateSizes(int mostLargest) {
    this.mostLargest = mostLargest;
  }

  /**
   * Adds a key.
   *
   * @param parts bytes of each
   */
  public void add(String key, Map<String, Long> parts) {
    long bytes = parts.values().stream().mapToLong(Long::longValue).sum();
    keysBySize.merge(bytes, 1L, Long::sum);
    parts.forEach((part, size) -> bytesByPart.merge(part, size, Long::sum));
    offer(new KeySize(key, bytes));
  }

  /** Says that a key's value could not be read; it has been added as one part. */
  public void addUnreadable() {
    unreadable++;
  }

  /** Adds those of other keys. */
  public void merge(StateSizes others) {
    others.keysBySize.forEach((size, keys) -> keysBySize.merge(size, keys, Long::sum));
    others.bytesByPart.forEach((part, bytes) -> bytesByPart.merge(part, bytes, Long::sum));
    others.largest.forEach(this::offer);
    unreadable += others.unreadable;
  }

  private void offer(KeySize key) {
    if (largest.size() < mostLargest) {
      largest.add(key);
    } else if (mostLargest > 0) {
      KeySize least = Collections.min(largest, ORDER);
      if (ORDER.compare(key, least) > 0) {
        largest.remove(least);
        largest.add(key);
      }
    }
  }

  /** How many keys. */
  public long keys() {
    return keysBySize.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Bytes of all keys. */
  public long bytes() {
    return bytesByPart.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Bytes by part. */
  public Map<String, Long> bytesByPart() {
    return Map.copyOf(bytesByPart);
  }

  /** How many values could not be read. */
  public long unreadable() {
    return unreadable;
  }

  /** The largest keys, the largest first. */
  public List<KeySize> largest() {
    return largest.stream().sorted(ORDER.reversed()).toList();
  }

  /**
   * The size that so much of all keys do not exceed.
   *
   * @param share from 0, the smallest key, to 1, the largest
   * @return 0 where there is no key
   */
  public long quantile(double share) {
    long rank = Math.max(1, (long) Math.ceil(share * keys()));
    long seen = 0;
    for (Map.Entry<Long, Long> size : keysBySize.entrySet()) {
      seen += size.getValue();
      if (seen >= rank) {
        return size.getKey();
      }
    }
    return 0;
  }
}
