package io.portrait.job.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AfterCheckpointTest {

  private OneInputStreamOperatorTestHarness<String, String> operator = started(null);

  @AfterEach
  void close() throws Exception {
    operator.close();
  }

  @Test
  void a_record_goes_on_when_its_checkpoint_has_completed() throws Exception {
    operator.processElement("a", 0);
    operator.snapshot(1, 1);
    operator.processElement("b", 0);
    assertThat(taken()).isEmpty();

    operator.notifyOfCompletedCheckpoint(1);
    assertThat(taken()).containsExactly("a");
    operator.snapshot(2, 2);
    operator.notifyOfCompletedCheckpoint(2);

    assertThat(taken()).containsExactly("b");
  }

  @Test
  void one_of_a_checkpoint_that_failed_goes_on_with_the_next() throws Exception {
    operator.processElement("a", 0);
    operator.snapshot(1, 1);
    operator.processElement("b", 0);
    operator.snapshot(2, 2);

    operator.notifyOfCompletedCheckpoint(2);

    assertThat(taken()).containsExactly("a", "b");
  }

  @Test
  void a_restart_in_the_middle_neither_loses_nor_repeats() throws Exception {
    operator.processElement("a", 0);
    operator.snapshot(1, 1);
    operator.notifyOfCompletedCheckpoint(1);
    assertThat(taken()).containsExactly("a");
    operator.processElement("b", 0);
    OperatorSubtaskState second = operator.snapshot(2, 2);
    operator.notifyOfCompletedCheckpoint(2);
    // what was handed on after the checkpoint is lost with the writers: it comes again
    operator.close();
    operator = started(second);
    assertThat(taken()).isEmpty();

    OperatorSubtaskState third = operator.snapshot(3, 3);
    operator.notifyOfCompletedCheckpoint(3);
    assertThat(taken()).containsExactly("b");
    operator.close();
    operator = started(third);
    OperatorSubtaskState fourth = operator.snapshot(4, 4);
    operator.notifyOfCompletedCheckpoint(4);
    assertThat(taken()).as("the third knew it as waiting").containsExactly("b");
    operator.snapshot(5, 5);
    operator.close();
    operator = started(fourth);
    operator.notifyOfCompletedCheckpoint(5);
    assertThat(taken()).containsExactly("b");
  }

  @Test
  void what_has_gone_on_is_in_no_later_checkpoint() throws Exception {
    operator.processElement("a", 0);
    operator.snapshot(1, 1);
    operator.notifyOfCompletedCheckpoint(1);
    taken();
    OperatorSubtaskState second = operator.snapshot(2, 2);
    operator.close();
    operator = started(second);
    operator.notifyOfCompletedCheckpoint(3);

    assertThat(taken()).isEmpty();
  }

  @Test
  void the_end_of_the_input_loses_nothing() throws Exception {
    operator.processElement("a", 0);
    operator.snapshot(1, 1);
    operator.processElement("b", 0);

    operator.endInput();
    operator.getOneInputOperator().finish();

    assertThat(taken()).containsExactly("a", "b");
  }

  private List<String> taken() {
    List<String> records = new ArrayList<>(operator.extractOutputValues());
    operator.getOutput().clear();
    return records;
  }

  private static OneInputStreamOperatorTestHarness<String, String> started(
      @Nullable OperatorSubtaskState state) {
    try {
      OneInputStreamOperatorTestHarness<String, String> harness =
          new OneInputStreamOperatorTestHarness<>(new AfterCheckpoint<>(Types.STRING));
      harness.setup();
      if (state != null) {
        harness.initializeState(state);
      }
      harness.open();
      return harness;
    } catch (Exception failed) {
      throw new AssertionError("the harness does not start", failed);
    }
  }
}
