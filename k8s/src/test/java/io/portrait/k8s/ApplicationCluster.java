package io.portrait.k8s;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;

/**
 * Flink in application mode as two processes of this machine: a distribution's {@code lib/} from
 * Maven's jars, the job's image beside it. Started by a shell, as on Kubernetes, so that arguments
 * name variables.
 */
final class ApplicationCluster implements AutoCloseable {

  /** What Flink's own image has in {@code lib/}. */
  private static final Pattern DISTRIBUTION =
      Pattern.compile(
          "(flink-(?!connector-(kafka|base)|ml-|state-processor|kubernetes|autoscaler|s3-).*"
              + "|log4j-.*|slf4j-.*|kryo-.*|minlog-.*|chill-.*|objenesis-.*|javassist-.*"
              + "|frocksdbjni-.*|lz4-java-.*|snappy-java-.*|async-profiler-.*|jsr305-.*"
              + "|snakeyaml-engine-.*|commons-(cli|collections|math3|text)-.*"
              + ")(?<!-tests)\\.jar");

  private final Path folder;
  private final Path flinkHome;
  private final Map<String, String> configuration;
  private final Map<String, Process> processes = new TreeMap<>();

  ApplicationCluster(Path folder, Path flinkHome, Map<String, String> configuration)
      throws IOException {
    this.folder = folder;
    this.flinkHome = flinkHome;
    this.configuration = new TreeMap<>(configuration);
    Path conf = Files.createDirectories(folder.resolve("conf"));
    Files.write(
        conf.resolve("config.yaml"),
        this.configuration.entrySet().stream()
            .map(each -> each.getKey() + ": \"" + each.getValue().replace("\"", "\\\"") + "\"")
            .toList());
    Files.writeString(
        conf.resolve("log4j.properties"),
        """
        rootLogger.level = INFO
        rootLogger.appenderRef.console.ref = console
        appender.console.name = console
        appender.console.type = Console
        appender.console.layout.type = PatternLayout
        appender.console.layout.pattern = %d{HH:mm:ss,SSS} %-5p %c - %m%n
        """);
  }

  void startJobManager(Map<String, String> environment, String entryClass, List<String> arguments)
      throws IOException {
    // Without the dashes this entry point, unlike that of Kubernetes, takes --config for
    // --configDir.
    List<String> all = new ArrayList<>(List.of("--job-classname", entryClass, "--"));
    all.addAll(arguments);
    start(
        "jobmanager",
        "org.apache.flink.container.entrypoint.StandaloneApplicationClusterEntryPoint",
        "kubernetes.jobmanager.entrypoint.args",
        environment,
        all);
  }

  void startTaskManager(Map<String, String> environment) throws IOException {
    // What Flink's scripts work out, and Kubernetes' resource manager.
    List<String> memory = new ArrayList<>();
    String dynamic =
        TaskExecutorProcessUtils.generateDynamicConfigsStr(
            TaskExecutorProcessUtils.processSpecFromConfig(Configuration.fromMap(configuration)));
    memory.addAll(Arrays.asList(dynamic.strip().split("\\s+", -1)));
    start(
        "taskmanager",
        "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
        "kubernetes.taskmanager.entrypoint.args",
        environment,
        memory);
  }

  /**
   * Sees that all processes run.
   *
   * @throws IllegalStateException with the end of its log, if one does not
   */
  void check() throws IOException {
    for (Map.Entry<String, Process> process : processes.entrySet()) {
      if (!process.getValue().isAlive()) {
        List<String> lines = Files.readAllLines(log(process.getKey()));
        throw new IllegalStateException(
            process.getKey()
                + " ended:\n"
                + String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size())));
      }
    }
  }

  Path log(String name) {
    return folder.resolve(name + ".log");
  }

  @Override
  public void close() {
    for (Process process : processes.values()) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    for (Process process : processes.values()) {
      try {
        process.waitFor(30, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void start(
      String name,
      String mainClass,
      String argumentsKey,
      Map<String, String> environment,
      List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add("exec " + Path.of(System.getProperty("java.home"), "bin", "java"));
    command.add("-Xmx1g");
    command.add("-XX:+UseSerialGC");
    command.add("-Djava.io.tmpdir=" + Files.createDirectories(folder.resolve("tmp")));
    command.add("-Dlog4j.configurationFile=" + folder.resolve("conf/log4j.properties"));
    command.add(configuration.getOrDefault("env.java.opts.all", ""));
    command.add("-cp '" + classPath() + "'");
    command.add(mainClass);
    command.add("--configDir " + folder.resolve("conf"));
    command.add(configuration.getOrDefault(argumentsKey, ""));
    command.addAll(arguments);
    ProcessBuilder process =
        new ProcessBuilder("bash", "-c", String.join(" ", command))
            .redirectErrorStream(true)
            .redirectOutput(log(name).toFile());
    process.environment().putAll(environment);
    process.environment().put("FLINK_CONF_DIR", folder.resolve("conf").toString());
    // Beside it Flink looks for usrlib/.
    process.environment().put("FLINK_LIB_DIR", flinkHome.resolve("lib").toString());
    processes.put(name, process.start());
  }

  private String classPath() throws IOException {
    try (Stream<Path> lib = Files.list(flinkHome.resolve("lib"))) {
      return Stream.concat(
              Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                  .filter(entry -> DISTRIBUTION.matcher(new File(entry).getName()).matches()),
              lib.map(Path::toString).sorted())
          .collect(Collectors.joining(File.pathSeparator));
    }
  }
}
