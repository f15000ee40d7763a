package io.portrait.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.event.Event;
import org.junit.jupiter.api.Test;

/** Each benchmark of a part does what it says it measures. */
class PartsTest {

  @Test
  void aRecordOfEveryFieldIsParsed() {
    assertThat(new EventParserBenchmark().parse())
        .isInstanceOfSatisfying(
            Event.class,
            event -> {
              assertThat(event.userId()).isEqualTo("u-42");
              assertThat(event.amount()).isEqualTo(59.9);
              assertThat(event.attributes()).containsEntry("device", "ios");
            });
  }

  @Test
  void expressionsHaveValues() {
    ExpressionBenchmark benchmark = new ExpressionBenchmark();

    assertThat(benchmark.division()).isPositive();
    assertThat(benchmark.compoundCondition()).isTrue();
    assertThat(benchmark.where()).isFalse();
  }

  @Test
  void aUserTakesOneMoreEvent() {
    UserStateBenchmark benchmark = new UserStateBenchmark();

    assertThat(benchmark.decode().events()).isEqualTo(60);
    assertThat(benchmark.encode()).hasSizeGreaterThan(100);
    assertThat(benchmark.decodeAddEvaluateEncode()).isNotEqualTo(benchmark.encode());
    // 30 days before the watermark, to the hop below: 45 views of 60 events, none fallen out yet.
    assertThat(benchmark.evaluate().number(3)).isEqualTo(45);
  }

  @Test
  void aRowHasWhatTheExpressionsMake() {
    PackedRowBenchmark benchmark = new PackedRowBenchmark();

    assertThat(benchmark.make().tags()).contains("loyal");
    assertThat(benchmark.encode()).hasSizeGreaterThan(100);
  }
}
