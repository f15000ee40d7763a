package io.portrait.aggregate;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Cold ids in a map, counting how often it is asked. */
final class MemoryColdIds implements ColdIds {

  private final Map<Long, byte[]> buckets = new HashMap<>();
  private int gets;
  private int puts;

  @Override
  public byte @Nullable [] get(long bucket) {
    gets++;
    return buckets.get(bucket);
  }

  @Override
  public void put(long bucket, byte[] ids) {
    puts++;
    buckets.put(bucket, ids);
  }

  @Override
  public void remove(long bucket) {
    buckets.remove(bucket);
  }

  int buckets() {
    return buckets.size();
  }

  int largest() {
    return buckets.values().stream().mapToInt(bytes -> bytes.length).max().orElse(0);
  }

  int gets() {
    return gets;
  }

  int puts() {
    return puts;
  }
}
