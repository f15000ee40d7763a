package io.portrait.shop;

import java.util.List;

/**
 * A stream of random numbers, the same for a seed on every machine and Java version: SplitMix64
 * (Steele, Lea, Flood, OOPSLA 2014) and StrictMath. Eight bytes of state.
 */
final class Dice {

  private static final long GOLDEN = 0x9E37_79B9_7F4A_7C15L;

  private long state;

  /** The stream of a number under a seed; streams of different numbers have nothing in common. */
  Dice(long seed, long stream) {
    state = mix(seed ^ mix(stream * GOLDEN + 1));
  }

  private static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D0_49BB_1331_11EBL;
    return mixed ^ (mixed >>> 31);
  }

  /** Uniform in [0, 1). */
  double share() {
    state += GOLDEN;
    return (mix(state) >>> 11) * 0x1.0p-53;
  }

  /** True with this probability. */
  boolean chance(double probability) {
    return share() < probability;
  }

  /** Uniform in [0, bound). */
  int below(int bound) {
    return (int) (share() * bound);
  }

  /** One of them, all alike. */
  <T> T oneOf(List<T> choices) {
    return choices.get(below(choices.size()));
  }

  /** Exponential with this mean. */
  double exponential(double mean) {
    return -mean * StrictMath.log(1 - share());
  }

  /** How often something of this mean happens before it fails for the first time: geometric. */
  int geometric(double mean) {
    return mean == 0 ? 0 : (int) (StrictMath.log(1 - share()) / StrictMath.log(mean / (1 + mean)));
  }
}
