package io.portrait.embedding.build;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Each number of 16 bits stands for the floats nearest to it. */
class PrecisionTest {

  private static final int INFINITE = 0x7C00;

  @Test
  void everyHalfComesBackAsItself() {
    for (int half = 0; half <= INFINITE; half++) {
      assertThat(Precision.half(value(half))).isEqualTo((short) half);
      assertThat(Precision.half(-value(half))).isEqualTo((short) (half | 0x8000));
    }
  }

  @Test
  void whatLiesBetweenGoesToTheNearerAndTiesToTheEvenOne() {
    for (int half = 0; half < INFINITE; half++) {
      float middle = (float) ((value(half) + (double) above(half)) / 2);
      int even = half % 2 == 0 ? half : half + 1;

      assertThat(Precision.half(middle)).isEqualTo((short) even);
      assertThat(Precision.half(Math.nextDown(middle))).isEqualTo((short) half);
      assertThat(Precision.half(Math.nextUp(middle))).isEqualTo((short) (half + 1));
    }
  }

  @Test
  void whatIsNoNumberStaysNone() {
    assertThat(Precision.half(Float.NaN) & INFINITE).isEqualTo(INFINITE);
    assertThat(Precision.half(Float.NaN) & 0x03FF).isNotZero();
    assertThat(Precision.half(Float.MAX_VALUE)).isEqualTo((short) INFINITE);
  }

  /** The next one, as if there were one after the largest. */
  private static float above(int half) {
    return half + 1 == INFINITE ? 65_536 : value(half + 1);
  }

  private static float value(int half) {
    int exponent = half >> 10;
    int fraction = half & 0x03FF;
    if (exponent == 31) {
      return Float.POSITIVE_INFINITY;
    }
    return exponent == 0
        ? Math.scalb((float) fraction, -24)
        : Math.scalb((float) (fraction + 1_024), exponent - 25);
  }
}
