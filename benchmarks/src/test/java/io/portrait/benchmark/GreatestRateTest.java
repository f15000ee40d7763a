package io.portrait.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portrait.cli.Failure;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GreatestRateTest {

  @ParameterizedTest
  @ValueSource(doubles = {1_300, 20_000, 71_234, 1_000_000})
  void isFoundFromBelowAndFromAbove(double greatest) throws Exception {
    double first = 20_000;

    double found = GreatestRate.search(first, rate -> rate <= greatest);

    assertThat(found)
        .isLessThanOrEqualTo(greatest)
        .isGreaterThanOrEqualTo(greatest - Math.max(0.04 * greatest, first / 16));
  }

  @Test
  void beginsWithSomeWhereNothingIsKnown() throws Exception {
    List<Double> tried = new ArrayList<>();

    GreatestRate.search(
        0,
        rate -> {
          tried.add(rate);
          return rate < 2_000;
        });

    assertThat(tried).startsWith(1_000.0, 1_500.0, 2_250.0).hasSize(7);
  }

  @Test
  void whoKeepsUpWithNothingHasNone() {
    assertThatThrownBy(() -> GreatestRate.search(16_000, rate -> false))
        .isInstanceOf(Failure.class)
        .hasMessage("the job does not keep up with 1000 events/s");
  }
}
