package io.portrait.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A command as a process of its own. */
final class PortraitProcess {

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
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(Arrays.asList(System.getProperty("portrait.jvm.opens", "").split(" ")));
    command.addAll(List.of("-Xmx1g", "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Portrait.class.getName(), name, "--data-dir", folder + "/data"));
    command.addAll(List.of("--parallelism", "2", "--port", "0"));
    command.addAll(more);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("output").toFile())
        .start();
  }

  /** What it has printed so far. */
  static String output(Path folder) throws IOException {
    return Files.readString(folder.resolve("output"));
  }
}
