package io.portrait.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreshnessIT {

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path directory;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void eachShareOfTheGreatestRateIsALineAndNothingIsLeftBehind() {
    int code =
        run(
            "--shares=0.3,0.4",
            "--seconds=5",
            "--rate=5000",
            "--backlog=5000",
            "--users=500",
            "--work-in=" + directory.toAbsolutePath());

    assertThat(err.toString(StandardCharsets.UTF_8)).doesNotContain("benchmarks:");
    assertThat(code).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .containsPattern("\\| 30 % +\\| +[0-9,]+ \\| +[0-9,]+ \\| +[0-9,]+ \\| +[1-9][0-9,]* \\|")
        .containsPattern("\\| 40 % ")
        .containsPattern("Greatest rate at which nothing piles up: [0-9,]+ events/s");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void aShareThatIsNoneIsOneLine() {
    int code = run("--shares=0.5,1.5");

    assertThat(code).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8).lines())
        .singleElement()
        .asString()
        .contains("--shares");
  }

  private int run(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "freshness";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return new Benchmarks()
        .run(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            all);
  }
}
