package io.portrait.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LearningStepsIT {

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path directory;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  /** With fewer rows one task might take those of both, which no rows are measured with. */
  @Test
  void aRoundEndsWithFiguresAndGoalsAndLeavesNothingBehind() {
    int code =
        run(
            "learning",
            "--only=SCORING,LEARNING,MEMORY",
            "--rows=20000",
            "--users=20000",
            "--ticks=2",
            "--waiting=400000",
            "--rounds=1",
            "--parallelism=2",
            "--work-in=" + directory.toAbsolutePath());

    assertThat(err.toString(StandardCharsets.UTF_8)).doesNotContain("benchmarks:");
    assertThat(code).isZero();
    String printed = out.toString(StandardCharsets.UTF_8);
    for (ScoringStage stage : ScoringStage.values()) {
      assertThat(printed).contains("| " + stage.label());
    }
    for (LearningStage stage : LearningStage.values()) {
      assertThat(printed).contains("| " + stage.label());
    }
    assertThat(printed).contains("| 400,000 ", "|    heap |", "| RocksDB |");
    assertThat(printed)
        .containsPattern("learning churn: at least 100,000 examples/s +\\| +[\\d,]+ \\| +(yes|no)");
    assertThat(printed).doesNotContain("NaN");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void whatIsNotThereToMeasureIsOneLine() {
    int code = run("learning", "--only=scorn");

    assertThat(code).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("scorn", "SCORING");
  }

  private int run(String... arguments) {
    return new Benchmarks()
        .run(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            arguments);
  }
}
