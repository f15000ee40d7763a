package io.portrait.benchmark;

import io.portrait.aggregate.ColdIds;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Older event ids of one user, without a state backend. */
public final class IdsInMemory implements ColdIds {

  private final Map<Long, byte[]> buckets = new HashMap<>();

  @Override
  public byte @Nullable [] get(long bucket) {
    return buckets.get(bucket);
  }

  @Override
  public void put(long bucket, byte[] ids) {
    buckets.put(bucket, ids);
  }

  @Override
  public void remove(long bucket) {
    buckets.remove(bucket);
  }
}
