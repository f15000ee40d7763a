package io.portrait.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WindowGoalsTest {

  @Test
  void comparesWhatWasMeasuredInTheSameRoundAndSaysWhatWasNot() {
    List<Measurement> measurements = new ArrayList<>();
    for (int round = 1; round <= 3; round++) {
      // Each round is slower than the one before: that is the machine, not the stage.
      measurements.add(new Measurement(WindowStages.LIMIT, round, run(100_000, round)));
      measurements.add(new Measurement(WindowStages.PORTRAIT, round, run(80_000, round)));
      measurements.add(new Measurement(WindowStages.SLIDING, round, run(1_000, round)));
    }

    String goals =
        new WindowGoals(new WindowFigures(List.of(), new Rounds(measurements)), 599.4).toString();

    assertThat(goals)
        .containsPattern("CPU of an event.* 1\\.25 x \\| +no \\|")
        .containsPattern("120,000 events/s +\\| +40,000 \\| +no \\|")
        .containsPattern("100 x Flink's.* 80 x \\| +no \\|")
        .containsPattern("600 bytes.* 599 \\| +yes \\|")
        .containsPattern("30 days by the minute.* - \\| +- \\|");
  }

  private static Run run(double eventsPerSecond, int round) {
    double seconds = 1_000 / eventsPerSecond * round;
    return new Run(1_000, 300, 0.5, seconds, seconds * 1e6, 900, 7);
  }
}
