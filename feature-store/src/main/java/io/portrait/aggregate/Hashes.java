package io.portrait.aggregate;

import java.util.Arrays;

/**
 * A set of hashes, 8 bytes each.
 *
 * <p>Two of n values share a hash with probability below n^2 / 2^65: 1e-13 for the {@link
 * DistinctSeries#MOST_EXACT} that are ever kept, so that counting hashes is counting values.
 */
final class Hashes implements DistinctSet {

  private long[] sorted;
  private int size;

  /** The empty set. */
  Hashes() {
    this(new long[2], 0);
  }

  private Hashes(long[] sorted, int size) {
    this.sorted = sorted;
    this.size = size;
  }

  int size() {
    return size;
  }

  @Override
  public boolean isEmpty() {
    return size == 0;
  }

  @Override
  public boolean covers(long hash) {
    return find(hash) >= 0;
  }

  private int find(long hash) {
    return Arrays.binarySearch(sorted, 0, size, hash);
  }

  @Override
  public void add(long hash) {
    int at = find(hash);
    if (at < 0) {
      if (size == sorted.length) {
        sorted = Arrays.copyOf(sorted, size * 2);
      }
      at = -1 - at;
      System.arraycopy(sorted, at, sorted, at + 1, size - at);
      sorted[at] = hash;
      size++;
    }
  }

  @Override
  public void giveUp(long hash) {
    int at = find(hash);
    if (at >= 0) {
      size--;
      System.arraycopy(sorted, at + 1, sorted, at, size - at);
    }
  }

  @Override
  public DistinctSet addAll(DistinctSet other) {
    if (!(other instanceof Hashes that)) {
      return registersBeside(new Registers()).addAll(other);
    }
    for (int i = 0; i < that.size; i++) {
      add(that.sorted[i]);
    }
    return this;
  }

  /** The registers of these hashes, without what newer ones hold already. */
  Registers registersBeside(Registers newer) {
    Registers registers = new Registers();
    for (int i = 0; i < size; i++) {
      if (!newer.covers(sorted[i])) {
        registers.add(sorted[i]);
      }
    }
    return registers;
  }

  /** Writes itself; not empty, for a size of 0 stands before {@link Registers}. */
  @Override
  public void write(ByteWriter out) {
    out.number(size);
    for (int i = 0; i < size; i++) {
      out.fixed(sorted[i]);
    }
  }

  static Hashes read(ByteReader in, int size) {
    long[] sorted = new long[size];
    for (int i = 0; i < size; i++) {
      sorted[i] = in.fixed();
      if (i > 0 && sorted[i] <= sorted[i - 1]) {
        throw new StateFormatException("hashes out of order");
      }
    }
    return new Hashes(sorted, size);
  }

  @Override
  public Hashes copy() {
    return new Hashes(Arrays.copyOf(sorted, Math.max(2, size)), size);
  }
}
