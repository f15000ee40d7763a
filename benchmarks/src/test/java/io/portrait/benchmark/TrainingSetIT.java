package io.portrait.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingSetIT {

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path directory;

  @Test
  void everyWayIsMeasuredInAProcessOfItsOwnAndNothingStays() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();

    int code =
        new Benchmarks()
            .run(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                "training-set",
                "--rows=20000",
                "--labels=2000",
                "--users=1000",
                "--rounds=1",
                "--work-in=" + directory.toAbsolutePath());

    assertThat(err.toString(StandardCharsets.UTF_8)).doesNotContain("benchmarks:");
    assertThat(code).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("| bare scan of the same columns |", "| Parquet ", "| CSV ")
        .doesNotContain("NaN");
    assertThat(directory).isEmptyDirectory();
  }
}
