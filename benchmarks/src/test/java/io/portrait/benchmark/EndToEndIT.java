package io.portrait.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndToEndIT {

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path directory;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void aRoundEndsWithATableAndARatioAndLeavesNothingBehind() {
    int code =
        run(
            "end-to-end",
            "--events=2000",
            "--users=200",
            "--rounds=1",
            "--work-in=" + directory.toAbsolutePath());

    assertThat(err.toString(StandardCharsets.UTF_8)).doesNotContain("benchmarks:");
    assertThat(code).isZero();
    String printed = out.toString(StandardCharsets.UTF_8);
    for (Stage stage : Stage.values()) {
      assertThat(printed).contains("| " + stage.label());
    }
    assertThat(printed).containsPattern("the whole job takes 0\\.\\d{3} of the events a second");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void aFileThatIsNotThereIsOneLine() {
    int code = run("end-to-end", "--file=" + directory.resolve("nowhere.jsonl"));

    assertThat(code).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8).lines())
        .singleElement()
        .asString()
        .contains("no such file", "nowhere.jsonl");
  }

  private int run(String... arguments) {
    return new Benchmarks()
        .run(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            arguments);
  }
}
