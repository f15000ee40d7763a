package io.portrait.job.window;

import io.portrait.aggregate.ColdIds;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.util.FlinkRuntimeException;
import org.jspecify.annotations.Nullable;

/** The cold ids of the current user, in keyed state. */
final class StateIds implements ColdIds {

  private final MapState<Long, byte[]> buckets;

  StateIds(MapState<Long, byte[]> buckets) {
    this.buckets = buckets;
  }

  @Override
  public byte @Nullable [] get(long bucket) {
    try {
      return buckets.get(bucket);
    } catch (Exception failed) {
      throw new FlinkRuntimeException("cannot read event ids from state", failed);
    }
  }

  @Override
  public void put(long bucket, byte[] ids) {
    try {
      buckets.put(bucket, ids);
    } catch (Exception failed) {
      throw new FlinkRuntimeException("cannot write event ids to state", failed);
    }
  }

  @Override
  public void remove(long bucket) {
    try {
      buckets.remove(bucket);
    } catch (Exception failed) {
      throw new FlinkRuntimeException("cannot remove event ids from state", failed);
    }
  }

  /** Forgets the current user's ids. */
  void clear() {
    buckets.clear();
  }
}
