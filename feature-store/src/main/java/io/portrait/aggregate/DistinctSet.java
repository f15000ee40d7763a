package io.portrait.aggregate;

import java.nio.charset.StandardCharsets;
import org.apache.datasketches.hash.MurmurHash3;
import org.jspecify.annotations.Nullable;

/**
 * Which values there were, by 64-bit hashes of them: all of them in {@link Hashes}, or what
 * HyperLogLog needs of them in {@link Registers}.
 */
sealed interface DistinctSet permits Hashes, Registers {

  /** Stands in state through every hash: never changed. */
  int HASH_SEED = 9001;

  /**
   * A value's hash, the same in every version; -0 is 0.
   *
   * @param text null where the value is the number
   */
  static long hash(double number, @Nullable String text) {
    if (text == null) {
      return MurmurHash3.hash(new long[] {Double.doubleToLongBits(number + 0.0)}, HASH_SEED)[0];
    }
    // The hash takes no empty array; no other text is the byte 0xFF in UTF-8.
    byte[] bytes = text.isEmpty() ? new byte[] {-1} : text.getBytes(StandardCharsets.UTF_8);
    return MurmurHash3.hash(bytes, HASH_SEED)[0];
  }

  /** Whether adding a hash would change nothing. */
  boolean covers(long hash);

  /** Adds a hash. */
  void add(long hash);

  /** Drops what adds nothing beside a set that has the hash. */
  void giveUp(long hash);

  boolean isEmpty();

  /** Adds all of another set; gives what has all, which is registers where one of them is. */
  DistinctSet addAll(DistinctSet other);

  void write(ByteWriter out);

  /** Reads either. */
  static DistinctSet read(ByteReader in) {
    int size = in.count(Long.BYTES);
    return size == 0 ? Registers.read(in) : Hashes.read(in, size);
  }

  DistinctSet copy();
}
