package io.portrait.ml;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.learning.Example;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // a harness may be interrupted: then the test fails
class LearningOperatorTest {

  private static final Watermark END = new Watermark(Long.MAX_VALUE);

  @Test
  void a_full_block_gives_a_model_of_the_time_of_its_latest_example() throws Exception {
    try (var harness = harness(BlockEnd.COUNT, false)) {
      harness.open();
      learn(harness, 1, 10);
      learn(harness, 2, 30);
      learn(harness, 3, 20);
      learn(harness, 4, 40);

      assertThat(models(harness)).containsExactly("1 as of 30: 6.0");
      assertThat(harness.extractOutputStreamRecords().get(0).getTimestamp()).isEqualTo(30);
    }
  }

  @Test
  void a_block_of_count_ends_neither_with_time_nor_with_the_input() throws Exception {
    try (var harness = harness(BlockEnd.COUNT, false)) {
      harness.open();
      learn(harness, 1, 10);
      learn(harness, 2, 20);
      harness.processWatermark(new Watermark(100));
      harness.processWatermark(END);

      assertThat(models(harness)).isEmpty();
    }
  }

  @Test
  void a_tick_ends_with_the_first_example_that_is_due_at_another_time() throws Exception {
    try (var harness = harness(BlockEnd.TICK, false)) {
      harness.open();
      learn(harness, 1, 10);
      learn(harness, 2, 10);
      learn(harness, 3, 20);

      assertThat(models(harness)).containsExactly("1 as of 10: 3.0");
    }
  }

  @Test
  void a_tick_ends_with_the_watermark_that_passes_it_and_with_the_last_one() throws Exception {
    try (var harness = harness(BlockEnd.TICK, false)) {
      harness.open();
      learn(harness, 1, 10);
      harness.processWatermark(new Watermark(9));
      assertThat(models(harness)).isEmpty();
      harness.processWatermark(new Watermark(10));
      assertThat(models(harness)).containsExactly("1 as of 10: 1.0");
      learn(harness, 2, 20);
      harness.processWatermark(END);

      assertThat(models(harness)).containsExactly("1 as of 10: 1.0", "2 as of 20: 3.0");
    }
  }

  @Test
  void the_model_comes_before_the_watermark_that_ended_its_tick() throws Exception {
    try (var harness = harness(BlockEnd.TICK, false)) {
      harness.open();
      learn(harness, 1, 10);
      harness.processWatermark(new Watermark(10));

      assertThat(new ArrayList<>(harness.getOutput())).last().isEqualTo(new Watermark(10));
      assertThat(harness.getOutput()).hasSize(2);
    }
  }

  @Test
  void a_model_to_start_with_is_told_at_once_but_not_again_after_a_restore() throws Exception {
    OperatorSubtaskState state;
    try (var harness = harness(BlockEnd.COUNT, true)) {
      harness.open();
      assertThat(models(harness)).containsExactly("0 as of " + Long.MIN_VALUE + ": 0.0");
      assertThat(harness.extractOutputStreamRecords().get(0).hasTimestamp()).isFalse();
      state = harness.snapshot(1, 1);
    }
    try (var harness = harness(BlockEnd.COUNT, true)) {
      harness.initializeState(state);
      harness.open();

      assertThat(models(harness)).isEmpty();
    }
  }

  @Test
  void an_open_block_and_its_time_survive_a_restore() throws Exception {
    OperatorSubtaskState state;
    try (var harness = harness(BlockEnd.TICK, false)) {
      harness.open();
      learn(harness, 1, 10);
      learn(harness, 2, 10);
      state = harness.snapshot(1, 1);
    }
    try (var harness = harness(BlockEnd.TICK, false)) {
      harness.initializeState(state);
      harness.open();
      learn(harness, 5, 20);

      assertThat(models(harness)).containsExactly("1 as of 10: 3.0");
    }
  }

  private static OneInputStreamOperatorTestHarness<Example, ModelRecord> harness(
      BlockEnd blockEnd, boolean startsWithModel) throws Exception {
    return new OneInputStreamOperatorTestHarness<>(
        new LearningOperator(SummingLearner.factory(startsWithModel), blockEnd), 1, 1, 0);
  }

  private static void learn(
      OneInputStreamOperatorTestHarness<Example, ModelRecord> harness, double feature, long due)
      throws Exception {
    harness.processElement(
        new Example("ada", due, due, new double[] {feature}, Double.NaN, 1), due);
  }

  private static List<String> models(
      OneInputStreamOperatorTestHarness<Example, ModelRecord> harness) {
    return harness.extractOutputValues().stream()
        .map(
            record ->
                record.version()
                    + " as of "
                    + record.timestampMillis()
                    + ": "
                    + new String(record.model(), StandardCharsets.UTF_8))
        .toList();
  }
}
