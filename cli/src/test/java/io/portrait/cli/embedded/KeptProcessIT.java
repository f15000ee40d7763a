package io.portrait.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptProcessIT {

  private static final Duration WITHIN = Duration.ofSeconds(60);

  @TempDir Path directory;

  /** What a test that is killed looks like: no shutdown hook runs. */
  @Test
  void a_process_does_not_outlive_one_that_was_killed() throws Exception {
    Process parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Parent.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    long child;
    try (BufferedReader told = parent.inputReader()) {
      child = Long.parseLong(told.readLine());
    }
    assertThat(isAlive(child)).isTrue();

    parent.destroyForcibly().waitFor();

    Awaitility.await().atMost(WITHIN).until(() -> !isAlive(child));
  }

  @Test
  void a_paused_process_is_still_kept_and_ends_when_it_is_closed() throws Exception {
    KeptProcess paused = start("sleep", "600");
    paused.pause();
    assertThat(paused.awaitEnd(Duration.ofMillis(300))).isFalse();
    assertThat(paused.running()).isTrue();

    paused.close();

    assertThat(paused.running()).isFalse();
    assertThat(isAlive(paused.pid())).isFalse();
  }

  @Test
  void an_exit_code_is_that_of_the_process_and_what_it_says_is_in_the_log() throws Exception {
    KeptProcess done = start("bash", "-c", "echo said; echo wrong >&2; exit 3");
    assertThat(done.awaitEnd(WITHIN)).isTrue();
    assertThat(done.exitCode()).isEqualTo(3);
    assertThat(Files.readString(log())).contains("said", "wrong");
    done.close();
  }

  @Test
  void a_killed_process_is_gone_when_kill_returns() throws Exception {
    KeptProcess killed = start("sleep", "600");
    killed.kill();
    assertThat(killed.running()).isFalse();
    assertThat(killed.exitCode()).isEqualTo(128 + 9);
    killed.close();
  }

  private KeptProcess start(String... command) throws Exception {
    return KeptProcess.start(List.of(command), directory, Map.of(), log(), KeptProcess.End.KILL);
  }

  private Path log() {
    return directory.resolve("log");
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
  }

  /** Starts a process, says which, and waits to be killed. */
  static final class Parent {

    private Parent() {}

    public static void main(String[] arguments) throws Exception {
      Path directory = Path.of(arguments[0]);
      KeptProcess child =
          KeptProcess.start(
              List.of("sleep", "600"),
              directory,
              Map.of(),
              directory.resolve("log"),
              KeptProcess.End.KILL);
      System.out.println(child.pid());
      TimeUnit.MINUTES.sleep(10);
    }
  }
}
