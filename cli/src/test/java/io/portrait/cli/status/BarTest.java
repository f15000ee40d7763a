package io.portrait.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BarTest {

  @Test
  void whatIsMoreThanNothingShowsAtLeastASliver() {
    assertThat(Bar.of(0, 1_000, 10)).isEmpty();
    assertThat(Bar.of(1, 1_000, 10)).isEqualTo("▏");
    assertThat(Bar.of(550, 1_000, 10)).isEqualTo("█████▌");
    assertThat(Bar.of(1_000, 1_000, 10)).isEqualTo("██████████");
  }
}
