package io.portrait.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpeedTest {

  private static final long SECOND = 1_000_000_000L;

  private final Speed speed = new Speed();

  @Test
  void isNothingAtFirst() {
    assertThat(speed.of(1_000, 0)).isZero();
  }

  @Test
  void forgetsWhatWasLongAgo() {
    for (int second = 0; second <= 10; second++) {
      speed.of(second * 100L, second * SECOND);
    }

    assertThat(speed.of(1_000, 20 * SECOND)).as("nothing came for ten seconds").isZero();
  }

  @Test
  void isTheGrowthASecond() {
    speed.of(0, 0);

    assertThat(speed.of(300, 2 * SECOND)).isEqualTo(150);
  }

  @Test
  void startsAnewWhenTheCountFallsBack() {
    speed.of(1_000, 0);

    assertThat(speed.of(400, SECOND)).isZero();
    assertThat(speed.of(500, 2 * SECOND)).isEqualTo(100);
  }
}
