package io.portrait.aggregate;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.memory.Memory;

/**
 * How many values disjoint {@link Hashes} have, or {@link Registers} stand for.
 *
 * <p>The estimate is the composite one of DataSketches, which depends on the registers alone and
 * not on the order in which they came to be: relative standard error 1.04 / sqrt(4096) = 1.6 %. <a
 * href="https://datasketches.apache.org/docs/HLL/HllSketches.html">HLL sketches</a>.
 */
final class DistinctReading {

  /** An HLL_8 in memory: 40 bytes of head, then a byte a register. */
  private static final int HEAD_BYTES = 40;

  /** Head of 10 ints, serial version 1, family 7 (HLL), 2^12 registers. */
  private static final byte[] HEAD = {10, 1, 7, 12};

  private static final int FLAGS_AT = 5;
  private static final byte OUT_OF_ORDER = 16;
  private static final int MODE_AT = 7;

  /** All registers there, of 8 bits. */
  private static final byte HLL_8 = 10;

  private static final int SMALL_POWERS_AT = 16;
  private static final int GREAT_POWERS_AT = 24;
  private static final int ZEROS_AT = 32;

  /** From this rank on powers are summed up apart, lest they vanish beside the others. */
  private static final int GREAT_RANK = 32;

  private final byte[] ranks = new byte[Registers.COUNT];
  private long hashes;
  private boolean isSketch;

  /** Nothing again. */
  void clear() {
    hashes = 0;
    if (isSketch) {
      Arrays.fill(ranks, (byte) 0);
      isSketch = false;
    }
  }

  /** Adds a set: hashes that were not added yet, or registers. */
  void add(DistinctSet set) {
    if (set instanceof Registers registers) {
      registers.raise(ranks);
      isSketch = true;
    } else if (set instanceof Hashes exact) {
      hashes += exact.size();
    }
  }

  /** How many values: exact, or an estimate rounded to a whole number. */
  long count() {
    return isSketch ? Math.round(estimate()) : hashes;
  }

  private double estimate() {
    ByteBuffer image = ByteBuffer.allocate(HEAD_BYTES + ranks.length);
    image.order(ByteOrder.LITTLE_ENDIAN).put(HEAD);
    image.put(FLAGS_AT, OUT_OF_ORDER).put(MODE_AT, HLL_8);
    int zeros = 0;
    double smallPowers = 0;
    double greatPowers = 0;
    for (byte rank : ranks) {
      zeros += rank == 0 ? 1 : 0;
      if (rank < GREAT_RANK) {
        smallPowers += Math.scalb(1.0, -rank);
      } else {
        greatPowers += Math.scalb(1.0, -rank);
      }
    }
    image.putDouble(SMALL_POWERS_AT, smallPowers).putDouble(GREAT_POWERS_AT, greatPowers);
    image.putInt(ZEROS_AT, zeros).position(HEAD_BYTES).put(ranks);
    return HllSketch.heapify(Memory.wrap(image.array())).getCompositeEstimate();
  }
}
