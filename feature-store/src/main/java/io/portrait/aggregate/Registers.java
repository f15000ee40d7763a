package io.portrait.aggregate;

import java.util.Arrays;

/**
 * The registers of a HyperLogLog that are not 0, sparse: 1 to 2 bytes each in state.
 *
 * <p>Each hash belongs to one of {@link #COUNT} registers, which keeps the greatest rank of its
 * hashes: the place of the first 1 among the bits that did not choose the register. Flajolet et
 * al., "HyperLogLog", AofA 2007. Ranks of a union are the greater of the two, so that neither order
 * nor repetition changes anything.
 */
final class Registers implements DistinctSet {

  private static final int LOG_COUNT = 12;

  /** How many registers there are. */
  static final int COUNT = 1 << LOG_COUNT;

  /** No rank is greater: the bits that are left, and one more where they are all 0. */
  static final int GREATEST_RANK = Long.SIZE - LOG_COUNT + 1;

  private static final int RANK_BITS = 6;
  private static final int RANK_MASK = (1 << RANK_BITS) - 1;

  /** The register's number above its rank, ascending. */
  private int[] entries;

  private int size;

  /** All of them 0. */
  Registers() {
    this(new int[2], 0);
  }

  private Registers(int[] entries, int size) {
    this.entries = entries;
    this.size = size;
  }

  private static int register(long hash) {
    return (int) hash & (COUNT - 1);
  }

  private static int rank(long hash) {
    return Long.numberOfLeadingZeros(hash | (COUNT - 1)) + 1;
  }

  @Override
  public boolean isEmpty() {
    return size == 0;
  }

  @Override
  public boolean covers(long hash) {
    int at = find(register(hash));
    return at >= 0 && (entries[at] & RANK_MASK) >= rank(hash);
  }

  @Override
  public void add(long hash) {
    raise(register(hash), rank(hash));
  }

  @Override
  public void giveUp(long hash) {
    int at = find(register(hash));
    if (at >= 0 && (entries[at] & RANK_MASK) <= rank(hash)) {
      size--;
      System.arraycopy(entries, at + 1, entries, at, size - at);
    }
  }

  @Override
  public Registers addAll(DistinctSet other) {
    Registers that = other instanceof Hashes few ? few.registersBeside(this) : (Registers) other;
    for (int i = 0; i < that.size; i++) {
      raise(that.entries[i] >>> RANK_BITS, that.entries[i] & RANK_MASK);
    }
    return this;
  }

  /** Raises ranks, one byte a register, to its own. */
  void raise(byte[] ranks) {
    for (int i = 0; i < size; i++) {
      int register = entries[i] >>> RANK_BITS;
      ranks[register] = (byte) Math.max(ranks[register], entries[i] & RANK_MASK);
    }
  }

  private int find(int register) {
    int at = Arrays.binarySearch(entries, 0, size, register << RANK_BITS);
    // Never there itself, for no rank is 0: where it belongs is where its register may be.
    int place = -1 - at;
    return place < size && entries[place] >>> RANK_BITS == register ? place : at;
  }

  private void raise(int register, int rank) {
    int at = find(register);
    if (at >= 0) {
      entries[at] = Math.max(entries[at], (register << RANK_BITS) | rank);
      return;
    }
    if (size == entries.length) {
      entries = Arrays.copyOf(entries, size * 2);
    }
    at = -1 - at;
    System.arraycopy(entries, at, entries, at + 1, size - at);
    entries[at] = (register << RANK_BITS) | rank;
    size++;
  }

  /** Writes 0, how many, and each with the registers passed over: 1 byte if there is at most 1. */
  @Override
  public void write(ByteWriter out) {
    out.number(0);
    out.number(size);
    int next = 0;
    for (int i = 0; i < size; i++) {
      out.number(entries[i] - (next << RANK_BITS));
      next = (entries[i] >>> RANK_BITS) + 1;
    }
  }

  /** Reads what {@link #write} wrote behind the 0. */
  static Registers read(ByteReader in) {
    int size = in.count(1);
    int[] entries = new int[size];
    long next = 0;
    for (int i = 0; i < size; i++) {
      long entry = in.number() + (next << RANK_BITS);
      long rank = entry & RANK_MASK;
      if (entry < next << RANK_BITS
          || entry >>> RANK_BITS >= COUNT
          || rank == 0
          || rank > GREATEST_RANK) {
        throw new StateFormatException("no register: " + entry);
      }
      entries[i] = (int) entry;
      next = (entry >>> RANK_BITS) + 1;
    }
    return new Registers(entries, size);
  }

  @Override
  public Registers copy() {
    return new Registers(Arrays.copyOf(entries, Math.max(2, size)), size);
  }
}
