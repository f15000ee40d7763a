package io.portrait.aggregate;

import io.portrait.definition.Values;
import io.portrait.event.EmbeddedEvent;
import org.jspecify.annotations.Nullable;

/**
 * The mean of the vectors of what a user touched, the newest weighing most: weight times {@code
 * 2^(-age / halfLife)}, L2-normalised.
 *
 * <p>Forward decay (Cormode, Shkapenyuk, Srivastava and Xu, "Forward Decay", ICDE 2009): one sum
 * and one weight relative to a landmark, so that nothing is to be done as time passes, and an event
 * weighs the same whenever it comes. Landmarks are multiples of the half-life, from one of which to
 * another the sum is scaled by a power of two, which is exact.
 *
 * <p>What an event adds is rounded to 2^-30 relative to the landmark before it. That is an error of
 * at most 5e-10 a coordinate, and makes the additions exact, whatever their order, as long as a sum
 * fits 53 bits: some hundred events of full weight over fifteen half-lives. Beyond, orders differ
 * by some 1e-15. A replay therefore gives the same vector.
 *
 * <p>State: eight bytes a coordinate, three kilobytes with 384.
 */
final class Taste implements Cloneable {

  /** What is missing shows in the taste when it is so much of the whole weight. */
  static final double NOTICEABLE = 0.01;

  private static final int VERSION = 1;
  private static final int IS_PARTIAL = 0x80;
  private static final double UNITS = 1L << 30;
  private static final double[] NONE = {};

  /** Beyond, doubles have no more powers of two: what is scaled by it is gone. */
  private static final long MOST_HALVINGS = 2_000;

  private final TastePlan plan;

  /** The landmark, in half-lives since 1970: no event before it weighs more than one at it. */
  private long landmark;

  private double[] sum = NONE;

  /** What {@link #vector} gave last; null where something has been added since. */
  private float @Nullable [] known;

  private double weight;
  private double missed;

  /** Until when it lacks what was before it; {@link Long#MIN_VALUE} where it lacks nothing. */
  private long partialUntil = Long.MIN_VALUE;

  Taste(TastePlan plan) {
    this.plan = plan;
  }

  /** Adds what an event touched. */
  void add(EmbeddedEvent embedded) {
    float[] vector = embedded.vector();
    if (vector == null && !embedded.isMissed()) {
      return;
    }
    long time = embedded.event().timeMillis();
    double weighs = plan.weightOf(embedded.event().type());
    long at = Math.floorDiv(time, plan.halfLife());
    moveTo(at);
    double since = Math.floorMod(time, plan.halfLife()) / (double) plan.halfLife();
    double grown = weighs * StrictMath.pow(2, since);
    double scale = powerOfTwo(at - landmark);
    if (vector == null) {
      missed += rounded(grown) * scale;
      return;
    }
    if (sum.length != vector.length) {
      restart(vector.length, time);
    }
    known = null;
    weight += rounded(grown) * scale;
    for (int i = 0; i < vector.length; i++) {
      sum[i] += rounded(vector[i] * grown) * scale;
    }
  }

  /** Begins anew: before, there was nothing, or vectors of another model of the same name. */
  private void restart(int dimensions, long time) {
    if (sum.length > 0) {
      partialUntil = plan.knownAfter(time);
      weight = 0;
      missed = 0;
    }
    sum = new double[dimensions];
  }

  private void moveTo(long newLandmark) {
    if (weight == 0 && missed == 0) {
      landmark = newLandmark;
    } else if (newLandmark > landmark) {
      double scale = powerOfTwo(landmark - newLandmark);
      for (int i = 0; i < sum.length; i++) {
        sum[i] *= scale;
      }
      weight *= scale;
      missed *= scale;
      landmark = newLandmark;
    }
  }

  private static double powerOfTwo(long exponent) {
    return Math.scalb(1.0, (int) Math.max(-MOST_HALVINGS, exponent));
  }

  private static double rounded(double number) {
    return Math.rint(number * UNITS) / UNITS;
  }

  /**
   * Sets the vector, the same one until something is added: null where nothing was touched, or
   * everything cancels.
   */
  void evaluate(Values into) {
    into.setEmbedding(vector(), missed > NOTICEABLE * (weight + missed));
  }

  private float @Nullable [] vector() {
    if (known != null) {
      return known;
    }
    double squares = 0;
    for (double coordinate : sum) {
      squares += coordinate * coordinate;
    }
    double length = Math.sqrt(squares);
    if (!(length > 0)) {
      return null;
    }
    float[] vector = new float[sum.length];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) (sum[i] / length);
    }
    known = vector;
    return vector;
  }

  /** Says that events up to a time are missing, because no such taste was kept then. */
  void knowsNothingUntil(long time) {
    partialUntil = plan.knownAfter(time);
  }

  /** Until when it lacks what was before it; {@link Long#MIN_VALUE} where it lacks nothing. */
  long partialUntil() {
    return partialUntil;
  }

  /** Writes its section, empty where there is nothing to know. */
  void write(ByteWriter out, long latest) {
    int start = out.open();
    boolean isPartial = partialUntil > latest;
    if (isPartial || weight != 0 || missed != 0) {
      out.write(VERSION | (isPartial ? IS_PARTIAL : 0));
      if (isPartial) {
        out.number(partialUntil - latest);
      }
      out.signed(landmark);
      out.real(weight);
      out.real(missed);
      out.number(sum.length);
      for (double coordinate : sum) {
        out.fixed(Double.doubleToRawLongBits(coordinate));
      }
    }
    out.close(start);
  }

  /** Reads its section, from behind the length to the end. */
  void read(ByteReader in, long latest) {
    if (!in.hasMore()) {
      return;
    }
    int mark = in.read();
    if ((mark & ~IS_PARTIAL) != VERSION) {
      throw new StateFormatException("unknown version of a taste: " + mark);
    }
    if ((mark & IS_PARTIAL) != 0) {
      partialUntil = latest + in.number();
    }
    landmark = in.signed();
    weight = in.real();
    missed = in.real();
    sum = new double[in.count(Double.BYTES)];
    for (int i = 0; i < sum.length; i++) {
      sum[i] = Double.longBitsToDouble(in.fixed());
    }
  }

  Taste copy() {
    try {
      Taste copy = (Taste) clone();
      copy.sum = sum.clone();
      return copy;
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }
}
