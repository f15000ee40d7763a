package io.portrait.job.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AgeTest {

  private final AtomicLong clock = new AtomicLong(-5);

  @Test
  void it_grows_from_the_beginning_until_it_happens_and_again_from_there() {
    Age age = new Age(clock::get);
    pass(Duration.ofSeconds(3));
    assertThat(age.getValue()).isEqualTo(3_000);

    age.renew();
    assertThat(age.getValue()).isZero();
    pass(Duration.ofMillis(20));
    assertThat(age.getValue()).isEqualTo(20);
  }

  private void pass(Duration time) {
    clock.addAndGet(time.toNanos());
  }
}
