package io.portrait.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command as a process of its own. */
final class PortraitProcess {

  /** The file in the folder that has what it prints. */
  static final String OUTPUT = "output";

  private PortraitProcess() {}

  /**
   * Starts {@code up}, on any free ports.
   *
   * @param folder where {@code data} and what it prints are
   */
  static Process up(Path folder, String... more) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("--http-port", "0"));
    arguments.addAll(List.of(more));
    return start(folder, "up", arguments);
  }

  /**
   * Starts a command that runs the job, on any free ports.
   *
   * @param folder where {@code data} and what it prints are
   */
  static Process start(Path folder, String name, List<String> more) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(name, "--data-dir", folder + "/data"));
    arguments.addAll(List.of("--parallelism", "2", "--port", "0"));
    arguments.addAll(more);
    return of(folder.resolve(OUTPUT), arguments).start();
  }

  /**
   * Any command, yet to be started.
   *
   * @param output what it prints, its complaints too
   */
  static ProcessBuilder of(Path output, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(Arrays.asList(System.getProperty("portrait.jvm.opens", "").split(" ")));
    command.addAll(List.of("-Xmx1g", "-cp", System.getProperty("java.class.path")));
    command.add(Portrait.class.getName());
    command.addAll(arguments);
    return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
  }

  /**
   * Asks a command that runs the job to stop; neither it nor its redis-server is left.
   *
   * @param output where it prints
   */
  static void stop(Process process, int exitValue, Duration within, Path output) throws Exception {
    List<ProcessHandle> children = process.descendants().toList();
    assertThat(children).as("redis-server").isNotEmpty();
    process.destroy();
    assertThat(process.waitFor(within.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(output)).isEqualTo(exitValue);
    assertThat(children).noneMatch(ProcessHandle::isAlive);
  }

  /** What it has printed so far. */
  static String output(Path folder) throws IOException {
    return Files.readString(folder.resolve(OUTPUT));
  }
}
