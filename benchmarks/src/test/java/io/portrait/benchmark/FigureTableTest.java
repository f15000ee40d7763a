package io.portrait.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FigureTableTest {

  @Test
  void showsMediansAndTheRatioToTheSameRound() {
    List<Measurement> measurements = new ArrayList<>();
    int seconds = 0;
    for (Stage stage : Stage.values()) {
      seconds++;
      // The second round was twice as slow for everyone: that is the machine, not the job.
      measurements.add(measurement(stage, 1, seconds));
      measurements.add(measurement(stage, 2, 2 * seconds));
      measurements.add(measurement(stage, 3, seconds));
    }

    FigureTable table = new FigureTable(new Rounds(measurements));

    assertThat(table.ratio(Stage.PASS_THROUGH)).isEqualTo(1);
    assertThat(table.ratio(Stage.WHOLE)).isCloseTo(0.25, within(1e-9));
    assertThat(table.toString().lines()).hasSize(2 + Stage.values().length);
    assertThat(table.ratio(Stage.EMBEDDING, Stage.WHOLE)).isCloseTo(0.8, within(1e-9));
    assertThat(table.toString().lines().filter(line -> line.contains("= the whole job")))
        .singleElement()
        .satisfies(
            line ->
                assertThat(line)
                    .containsSubsequence(
                        "whole job", " 250 ", "125 - 250", "0.250", "4000.00", "+1000.00"));
    // What learning adds, it adds to the whole job, not to the stage before it in the table.
    assertThat(table.toString().lines().filter(line -> line.contains(Stage.LEARNING.label())))
        .singleElement()
        .satisfies(line -> assertThat(line).containsSubsequence("6000.00", "+2000.00"));
  }

  @Test
  void leavesOutWhatTheSystemDoesNotTell() {
    List<Measurement> measurements = new ArrayList<>();
    for (Stage stage : Stage.values()) {
      measurements.add(new Measurement(stage.label(), 1, new Run(1_000, 0, 1, 1, 1, 1, 1)));
    }

    assertThat(new FigureTable(new Rounds(measurements)).toString())
        .contains(" - |")
        .doesNotContain("NaN");
  }

  private static Measurement measurement(Stage stage, int round, double seconds) {
    return new Measurement(
        stage.label(), round, new Run(1_000, 300, 0.5, seconds, 5_000, 900, 7), 1_000, 20);
  }
}
