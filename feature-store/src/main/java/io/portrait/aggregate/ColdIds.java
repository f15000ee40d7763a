package io.portrait.aggregate;

import org.jspecify.annotations.Nullable;

/**
 * Where a user's older event ids lie: a small store beside the user's value, read only when an
 * event is so old that a copy of it may be in there.
 *
 * <p>Whoever forgets a user clears it too.
 */
public interface ColdIds {

  /** The ids of a bucket; null where there is no such bucket. */
  byte @Nullable [] get(long bucket);

  /** Sets the ids of a bucket. The store may keep the array. */
  void put(long bucket, byte[] ids);

  /** Removes a bucket; nothing happens where there is none. */
  void remove(long bucket);
}
