package io.portrait.cluster;

import io.portrait.cli.embedded.KeptProcess;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * How Java programs are started beside this one: with the same Java, and jars of its class path.
 */
final class JavaProcess {

  private static final String OPENS = "--add-opens";

  private JavaProcess() {}

  /**
   * The command of a Java program.
   *
   * @param jars which jars and folders of this class path it sees, by their last name
   * @param options of the virtual machine
   */
  static List<String> command(
      Predicate<String> jars, List<String> options, String mainClass, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // What Flink reaches into was said to this process, by Maven or a launcher.
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith(OPENS))
        .forEach(command::add);
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("-Djava.awt.headless=true");
    command.addAll(options);
    command.addAll(List.of("-cp", classPath(jars), mainClass));
    command.addAll(List.of(arguments));
    return command;
  }

  /** Starts it; it is killed when it is not wanted any more. */
  static KeptProcess start(
      List<String> command, Path directory, Map<String, String> environment, Path log)
      throws IOException {
    return KeptProcess.start(command, directory, environment, log, KeptProcess.End.KILL);
  }

  private static String classPath(Predicate<String> jars) {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.isEmpty() && jars.test(new File(entry).getName()))
        .collect(Collectors.joining(File.pathSeparator));
  }
}
