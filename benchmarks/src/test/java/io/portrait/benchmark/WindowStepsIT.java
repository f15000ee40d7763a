package io.portrait.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WindowStepsIT {

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path directory;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void aRoundOfAllStagesEndsWithFiguresStateAndGoalsAndLeavesNothingBehind() {
    int code =
        run(
            "windows",
            "--events=4000",
            "--users=200",
            "--slow-events=100",
            "--rounds=1",
            "--work-in=" + directory.toAbsolutePath());

    assertThat(err.toString(StandardCharsets.UTF_8)).doesNotContain("benchmarks:");
    assertThat(code).isZero();
    String printed = out.toString(StandardCharsets.UTF_8);
    for (WindowStage stage : WindowStages.of(Workload.of(4_000, 200, 2), 100)) {
      assertThat(printed).contains("| " + stage.label());
    }
    assertThat(printed)
        .containsPattern("at most 600 bytes stored of a user +\\| +[\\d,]+ \\| +(yes|no)");
    assertThat(printed).doesNotContain("|       - |", "NaN", "-9,223");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void aStageMeasuredAloneIsComparedToNothing() {
    int code =
        run(
            "windows",
            "--events=2000",
            "--users=100",
            "--rounds=1",
            "--only=portrait",
            "--work-in=" + directory.toAbsolutePath());

    assertThat(code).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("| Portrait, 16 columns")
        .containsPattern("CPU of an event: at most that of the limit +\\| +- \\| +- \\|");
  }

  @Test
  void aStageThatIsNotThereIsOneLineWithThoseThatAre() {
    int code = run("windows", "--only=portait");

    assertThat(code).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8).lines())
        .singleElement()
        .asString()
        .contains("'portait'", "portrait", "state");
  }

  private int run(String... arguments) {
    return new Benchmarks()
        .run(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            arguments);
  }
}
