package io.portrait.cli.metrics;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Prometheus' own checker, of Debian's package {@code prometheus}. Tests that ask it are passed
 * over where it is not, unless {@code PORTRAIT_PROMTOOL=required} stands in the environment, as in
 * CI; {@code PORTRAIT_PROMTOOL_PATH} says where it is if not on the path.
 */
final class Promtool {

  private Promtool() {}

  /** What came of a call. */
  record Outcome(int code, String output) {}

  /** Runs it in a folder. */
  static Outcome run(Path folder, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Objects.requireNonNullElse(System.getenv("PORTRAIT_PROMTOOL_PATH"), "promtool"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    Process process;
    try {
      process = builder.start();
    } catch (IOException notThere) {
      assumeTrue(
          Objects.equals(System.getenv("PORTRAIT_PROMTOOL"), "required"),
          "promtool is not here: apt-get install prometheus");
      throw notThere;
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), output);
  }
}
