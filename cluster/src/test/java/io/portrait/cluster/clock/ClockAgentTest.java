package io.portrait.cluster.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.flink.util.clock.SystemClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClockAgentTest {

  private static final long HOUR = TimeUnit.HOURS.toMillis(1);

  @TempDir Path directory;

  @Test
  void flinks_clock_jumps_and_the_others_do_not() throws Exception {
    Path offsets = Files.writeString(directory.resolve("offset"), String.valueOf(HOUR));
    Path agent = ClockAgent.jar(directory.resolve("clock.jar"));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-javaagent:" + agent + "=" + offsets,
                "-cp",
                System.getProperty("java.class.path"),
                Say.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader said = process.inputReader()) {
      assertThat(Long.parseLong(said.readLine())).isCloseTo(HOUR, within(HOUR / 4));
    }
    assertThat(process.waitFor()).isZero();
  }

  /** Says by how much Flink's clock is ahead of Java's. */
  static final class Say {

    private Say() {}

    public static void main(String[] arguments) {
      System.out.println(
          SystemClock.getInstance().absoluteTimeMillis() - System.currentTimeMillis());
    }
  }
}
