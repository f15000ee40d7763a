package io.portrait.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.portrait.definition.Churn;
import org.junit.jupiter.api.Test;

/** Going on from weights that were learned elsewhere. */
class FtrlProximalTest {

  private static final Churn.Learning LEARNING = new Churn.Learning(0.01, 1, 30, 0.5, 32);

  @Test
  void weightsFromElsewhereComeOutAsTheyWentIn() {
    double[] weights = {0.3, -0.7, 0, 2.5, -1e-6};
    FtrlProximal leader = FtrlProximal.from(LEARNING, weights, 2_000);

    for (int i = 0; i < weights.length; i++) {
      assertThat(leader.weight(i)).isCloseTo(weights[i], offset(1e-12));
    }
  }

  @Test
  void aWeightWithoutAGradientStaysToTheBit() {
    double[] weights = new double[200];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = 1.0 / (i + 3);
    }
    double[] before = weights.clone();
    double[] gradient = new double[200];
    gradient[7] = 1;
    FtrlProximal.from(LEARNING, weights.clone(), 2_000).step(gradient, weights);

    assertThat(weights[7]).isLessThan(before[7]);
    weights[7] = before[7];
    assertThat(weights).isEqualTo(before);
  }
}
