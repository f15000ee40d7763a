package io.portrait.aggregate;

/** A length of time that cuts event time into equal parts, aligned to 1970 UTC. */
final class Step {

  /** Up to here a double holds every millisecond, with room for the error of one product. */
  private static final long EXACT = 1L << 51;

  private final long millis;
  private final double inverse;

  /** A step of {@code millis} milliseconds, positive. */
  Step(long millis) {
    this.millis = millis;
    inverse = 1.0 / millis;
  }

  /** The length, milliseconds. */
  long millis() {
    return millis;
  }

  /** The start of the part that holds a time: the greatest multiple not after it. */
  long floor(long time) {
    if (time < -EXACT || time > EXACT) {
      return time - Math.floorMod(time, millis);
    }
    // A product in place of a division, several times as fast; it is off by one part at most.
    long part = (long) (time * inverse);
    long rest = time - part * millis;
    if (rest < 0) {
      return time - rest - millis;
    }
    return rest >= millis ? time - rest + millis : time - rest;
  }

  /** How many parts a span has that is a multiple of the step, not negative. */
  long parts(long span) {
    return span > EXACT ? span / millis : (long) (span * inverse + 0.5);
  }
}
