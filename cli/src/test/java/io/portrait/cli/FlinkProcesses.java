package io.portrait.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.cli.embedded.Ports;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A Flink cluster of real processes: a JobManager, TaskManagers that can be killed, and Flink's own
 * command line. Their class path holds what a Flink distribution's {@code lib/} holds, so that a
 * job has to bring everything else. Everything is on the loopback address, and gone after {@link
 * #close()}.
 */
final class FlinkProcesses implements AutoCloseable {

  /** What Flink's distribution brings, by the folders of a Maven repository. */
  private static final Pattern LIB =
      Pattern.compile(
          ".*/(org/apache/flink/flink-(?!connector-(kafka|base)|state-processor)|org/apache/logging/|org/slf4j/"
              + "|com/esotericsoftware/|com/twitter/|org/objenesis/|org/javassist/|com/ververica/"
              + "|at/yawk/lz4/|org/xerial/snappy/|tools/profiler/|com/google/code/findbugs/"
              + "|org/snakeyaml/|commons-(cli|collections|io)/|org/apache/commons/commons-(compress|lang3|math3|text)/"
              // And what docs/cluster.md says of texts that are embedded.
              + "|ai/djl/|net/java/dev/jna/|com/google/code/gson/|commons-codec/|portrait-model-"
              + ").*(?<!-tests)\\.jar");

  private static final Duration STARTS_WITHIN = Duration.ofSeconds(90);
  private static final Duration COMMAND_WITHIN = Duration.ofMinutes(2);

  private final Path directory;
  private final int restPort = Ports.free(0, "Flink's REST API");
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Process> processes = new ArrayList<>();
  private int started;

  private FlinkProcesses(Path directory) {
    this.directory = directory;
  }

  /** What a finished command left. */
  record Result(int exitCode, String output) {}

  /**
   * Starts a JobManager; TaskManagers are started one by one.
   *
   * @param directory where configuration, logs, checkpoints and temporary files go
   * @param settings of Flink, besides those of addresses, memory and folders
   */
  static FlinkProcesses start(Path directory, Map<String, String> settings) throws IOException {
    FlinkProcesses flink = new FlinkProcesses(directory);
    try {
      flink.configure(settings);
      Process jobManager =
          flink.launch(
              "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
              "jobmanager");
      Awaitility.await("the JobManager")
          .atMost(STARTS_WITHIN)
          .failFast("the JobManager has ended", () -> !jobManager.isAlive())
          .ignoreExceptions()
          .until(() -> flink.rest("/overview").contains("taskmanagers"));
      return flink;
    } catch (RuntimeException | IOException failed) {
      flink.close();
      throw failed;
    }
  }

  /** Starts a TaskManager of two slots, which offers them some seconds later. */
  Process startTaskManager() throws IOException {
    return launch("org.apache.flink.runtime.taskexecutor.TaskManagerRunner", "taskmanager");
  }

  /** Runs Flink's command line, such as {@code flink run}, to its end. */
  Result flink(Map<String, String> environment, String... arguments) throws Exception {
    String name = "flink-" + started++;
    List<String> command = java("org.apache.flink.client.cli.CliFrontend", name);
    command.addAll(List.of(arguments));
    ProcessBuilder builder = builder(command, name);
    builder.environment().putAll(environment);
    Process process = builder.start();
    processes.add(process);
    assertThat(process.waitFor(COMMAND_WITHIN.toSeconds(), TimeUnit.SECONDS))
        .as("flink %s ends", arguments[0])
        .isTrue();
    return new Result(process.exitValue(), Files.readString(log(name + ".out")));
  }

  /** An executable file that is Flink's command line for this cluster, as {@code bin/flink} is. */
  Path command() throws IOException {
    String line =
        java("org.apache.flink.client.cli.CliFrontend", "flink-command").stream()
            .map(argument -> "'" + argument + "'")
            .collect(Collectors.joining(" "));
    Path file =
        Files.writeString(
            directory.resolve("flink"),
            "#!/bin/sh\nexport FLINK_CONF_DIR='%s'\nexec %s \"$@\"\n"
                .formatted(directory.resolve("conf"), line));
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file;
  }

  /** What the REST API answers to a GET. */
  String rest(String path) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + restPort + path)).build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  /** The logs and outputs of every process so far. */
  List<Path> logs() throws IOException {
    try (Stream<Path> files = Files.walk(directory.resolve("log"))) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  /** Kills every process that is left. */
  @Override
  public void close() {
    for (Process process : processes) {
      process.destroyForcibly();
    }
    for (Process process : processes) {
      process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }
  }

  private void configure(Map<String, String> settings) throws IOException {
    Map<String, String> all = new TreeMap<>();
    all.put("jobmanager.rpc.address", "127.0.0.1");
    all.put("jobmanager.rpc.port", String.valueOf(Ports.free(0, "Flink's JobManager")));
    all.put("jobmanager.bind-host", "127.0.0.1");
    all.put("rest.address", "127.0.0.1");
    all.put("rest.bind-address", "127.0.0.1");
    all.put("rest.port", String.valueOf(restPort));
    all.put("taskmanager.host", "127.0.0.1");
    all.put("taskmanager.bind-host", "127.0.0.1");
    all.put("taskmanager.numberOfTaskSlots", "2");
    // A TaskManager that no script starts has to be told each of these.
    all.put("taskmanager.cpu.cores", "2.0");
    all.put("taskmanager.memory.framework.heap.size", "128m");
    all.put("taskmanager.memory.framework.off-heap.size", "128m");
    all.put("taskmanager.memory.jvm-metaspace.size", "256m");
    all.put("taskmanager.memory.jvm-overhead.min", "192m");
    all.put("taskmanager.memory.jvm-overhead.max", "192m");
    all.put("taskmanager.memory.task.heap.size", "384m");
    all.put("taskmanager.memory.task.off-heap.size", "0b");
    all.put("taskmanager.memory.network.min", "64m");
    all.put("taskmanager.memory.network.max", "64m");
    all.put("taskmanager.memory.managed.size", "256m");
    all.put("io.tmp.dirs", Files.createDirectories(directory.resolve("tmp")).toString());
    all.put("execution.checkpointing.dir", directory.resolve("checkpoints").toUri().toString());
    all.put(
        "execution.checkpointing.savepoint-dir",
        directory.resolve("savepoints").toUri().toString());
    all.putAll(settings);
    Path conf = Files.createDirectories(directory.resolve("conf"));
    Files.createDirectories(directory.resolve("log"));
    Files.write(
        conf.resolve("config.yaml"),
        all.entrySet().stream()
            .map(each -> each.getKey() + ": \"" + each.getValue() + "\"")
            .toList());
    Files.writeString(
        conf.resolve("log4j.properties"),
        """
        rootLogger.level = INFO
        rootLogger.appenderRef.file.ref = file
        appender.file.name = file
        appender.file.type = FILE
        appender.file.fileName = ${sys:log.file}
        appender.file.layout.type = PatternLayout
        appender.file.layout.pattern = %d{HH:mm:ss,SSS} %-5p %c - %m%n
        """);
  }

  private Process launch(String mainClass, String kind) throws IOException {
    String name = kind + "-" + started++;
    List<String> command = java(mainClass, name);
    command.addAll(List.of("--configDir", directory.resolve("conf").toString()));
    Process process = builder(command, name).start();
    processes.add(process);
    return process;
  }

  private List<String> java(String mainClass, String name) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(System.getProperty("portrait.jvm.opens", "").split(" ")));
    command.addAll(List.of("-Xmx768m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("-Dlog4j.configurationFile=" + directory.resolve("conf/log4j.properties"));
    command.add("-Dlog.file=" + log(name + ".log"));
    command.add("-Djava.io.tmpdir=" + directory.resolve("tmp"));
    command.add("-DDJL_CACHE_DIR=" + System.getProperty("DJL_CACHE_DIR"));
    command.addAll(List.of("-cp", lib(), mainClass));
    return command;
  }

  private ProcessBuilder builder(List<String> command, String name) {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log(name + ".out").toFile());
    builder.environment().put("FLINK_CONF_DIR", directory.resolve("conf").toString());
    return builder;
  }

  private Path log(String file) {
    return directory.resolve("log").resolve(file);
  }

  private static String lib() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(jar -> LIB.matcher(jar.replace(File.separatorChar, '/')).matches())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
