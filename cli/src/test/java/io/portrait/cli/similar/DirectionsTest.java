package io.portrait.cli.similar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DirectionsTest {

  @Test
  void cosinesAreExactToTwelveDigits() {
    Random random = new Random(42);
    for (int i = 0; i < 100; i++) {
      float[] one = Tastes.random(384, random);
      float[] other = i == 0 ? one : Tastes.random(384, random);

      assertThat(Directions.cosine(one, other)).isCloseTo(exact(one, other), within(1e-12));
      assertThat(Directions.cosine(one, other)).isBetween(-1.0, 1.0);
    }
  }

  @Test
  void aVectorOfLengthOneStaysAsItIs() {
    float[] unit = Tastes.random(384, new Random(1));

    assertThat(Directions.unit(unit)).containsSame(unit);
  }

  @Test
  void anyOtherIsBroughtToLengthOne() {
    assertThat(Directions.unit(new float[] {3, -4}).orElseThrow()).containsExactly(0.6f, -0.8f);
    assertThat(Directions.unit(new float[] {1e-30f, 0}).orElseThrow()).containsExactly(1, 0);
    assertThat(Directions.unit(new float[] {Float.MAX_VALUE, 0}).orElseThrow())
        .containsExactly(1, 0);
  }

  @Test
  void whatHasNoDirectionIsNone() {
    assertThat(Directions.unit(new float[3])).isEmpty();
    assertThat(Directions.unit(new float[0])).isEmpty();
    assertThat(Directions.unit(new float[] {1, Float.NaN})).isEmpty();
    assertThat(Directions.unit(new float[] {1, Float.NEGATIVE_INFINITY})).isEmpty();
  }

  private static double exact(float[] one, float[] other) {
    MathContext digits = new MathContext(40);
    return dot(one, other)
        .divide(dot(one, one).multiply(dot(other, other)).sqrt(digits), digits)
        .doubleValue();
  }

  private static BigDecimal dot(float[] one, float[] other) {
    BigDecimal sum = BigDecimal.ZERO;
    for (int i = 0; i < one.length; i++) {
      sum = sum.add(new BigDecimal(one[i]).multiply(new BigDecimal(other[i])));
    }
    return sum;
  }
}
