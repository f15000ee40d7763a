package io.portrait.cluster;

import io.portrait.cli.Failure;
import io.portrait.cli.Folders;
import io.portrait.cli.embedded.KeptProcess;
import io.portrait.cli.embedded.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A Flink session cluster of real processes: a JobManager, TaskManagers, and Flink's own command
 * line. Their class path holds what a Flink distribution's {@code lib/} holds, so that a job has to
 * bring everything else. Everything is on the loopback address, and gone after {@link #close}.
 */
public final class FlinkCluster implements AutoCloseable {

  private static final Duration STARTS_WITHIN = Duration.ofMinutes(3);
  private static final Duration COMMAND_WITHIN = Duration.ofMinutes(3);

  private final Path directory;
  private final FlinkRest rest;
  private final Map<String, KeptProcess> taskManagers = new LinkedHashMap<>();
  private final List<KeptProcess> others = new ArrayList<>();
  private final Map<Path, String> jars = new ConcurrentHashMap<>();
  private @Nullable KeptProcess jobManager;
  private int started;

  private FlinkCluster(Path directory, int restPort, @Nullable SSLContext tls) {
    this.directory = directory;
    rest = new FlinkRest(restPort, tls);
  }

  /** What a finished command left. */
  public record Result(int exitCode, String output) {}

  /**
   * Starts a JobManager; TaskManagers are started one by one.
   *
   * @param directory where configuration, logs, checkpoints and temporary files go
   * @param settings of Flink, which win over those of addresses, memory and folders made up here
   * @throws Failure if it does not come up
   */
  public static FlinkCluster start(Path directory, Map<String, String> settings)
      throws IOException {
    return start(directory, settings, null);
  }

  /**
   * The same of a cluster whose REST API is spoken to through TLS.
   *
   * @param tls what it trusts, and shows of this process; null for plain HTTP
   */
  public static FlinkCluster start(
      Path directory, Map<String, String> settings, @Nullable SSLContext tls) throws IOException {
    FlinkCluster flink = new FlinkCluster(directory, Ports.free(0, "Flink's REST API"), tls);
    try {
      flink.configure(settings);
      flink.startJobManager();
      return flink;
    } catch (RuntimeException | IOException failed) {
      flink.close();
      throw failed;
    }
  }

  /** Its REST API, which is the dashboard's address too. */
  public FlinkRest rest() {
    return rest;
  }

  /** The folder it was started in; checkpoints are in {@code checkpoints}. */
  public Path directory() {
    return directory;
  }

  /**
   * Starts a JobManager where none runs, on the ports of the one before; returns once it answers.
   */
  public void startJobManager() throws IOException {
    KeptProcess started =
        launch(
            "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
            "jobmanager",
            Map.of());
    jobManager = started;
    Waiting.until(
        "the JobManager", STARTS_WITHIN, started::running, () -> rest.get("/overview") != null);
  }

  /** The JobManager's process. */
  public KeptProcess jobManager() {
    if (jobManager == null) {
      throw new IllegalStateException("no JobManager was started");
    }
    return jobManager;
  }

  /** Starts a TaskManager of two slots, which offers them some seconds later. */
  public KeptProcess startTaskManager() throws IOException {
    return startTaskManager(Map.of());
  }

  /** The same, with more in its environment. */
  public KeptProcess startTaskManager(Map<String, String> environment) throws IOException {
    String id = "taskmanager-" + started;
    KeptProcess process =
        launch(
            "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
            "taskmanager",
            environment,
            "-D",
            "taskmanager.resource-id=" + id);
    taskManagers.put(id, process);
    return process;
  }

  /** The TaskManagers that run or are paused, by the id they have in Flink. */
  public Map<String, KeptProcess> taskManagers() {
    taskManagers.values().removeIf(process -> !process.running());
    return new LinkedHashMap<>(taskManagers);
  }

  /** Waits until so many slots are there, used or free. */
  public void awaitSlots(int slots) {
    Waiting.until(
        slots + " slots",
        STARTS_WITHIN,
        () -> jobManager().running(),
        () -> rest.json("/overview").path("slots-total").asInt() >= slots);
  }

  /**
   * Runs Flink's command line, such as {@code flink run}, to its end.
   *
   * @param environment added to that of this process
   */
  public Result flink(Map<String, String> environment, String... arguments) throws IOException {
    String name = "flink-" + started++;
    List<String> command = java("org.apache.flink.client.cli.CliFrontend", name, arguments);
    Path output = log(name + ".out");
    KeptProcess process = JavaProcess.start(command, directory, environment(environment), output);
    others.add(process);
    try {
      if (!process.awaitEnd(COMMAND_WITHIN)) {
        throw Failure.because("flink " + arguments[0] + " does not end: see " + output);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.because("interrupted during flink " + arguments[0], e);
    }
    return new Result(process.exitCode(), Files.readString(output));
  }

  /** An executable file that is Flink's command line for this cluster, as {@code bin/flink} is. */
  public Path command() throws IOException {
    String line =
        java("org.apache.flink.client.cli.CliFrontend", "flink-command").stream()
            .map(argument -> "'" + argument + "'")
            .collect(Collectors.joining(" "));
    Path file =
        Files.writeString(
            directory.resolve("flink"),
            "#!/bin/sh\nexport FLINK_CONF_DIR='%s'\nexec %s \"$@\"\n"
                .formatted(directory.resolve("conf"), line));
    if (!file.toFile().setExecutable(true)) {
      throw new IOException(file + " cannot be made executable");
    }
    return file;
  }

  /**
   * Runs a jar's main class in the JobManager, as the dashboard does: quicker than {@code flink
   * run}, which starts a Java for it.
   *
   * @param parallelism of its steps, which Flink's configuration has no say in here
   * @param from a savepoint or retained checkpoint to go on from; null for none
   * @return the job's id
   * @throws Failure if it is refused
   */
  public String run(Path jar, int parallelism, @Nullable String from, String... arguments) {
    String uploaded = jars.computeIfAbsent(jar, rest::upload);
    Map<String, Object> request = new TreeMap<>();
    request.put("programArgsList", List.of(arguments));
    request.put("parallelism", parallelism);
    if (from != null) {
      request.put("savepointPath", from);
    }
    return rest.post("/jars/" + uploaded + "/run", request).path("jobid").asText();
  }

  /** The logs and outputs of every process so far. */
  public List<Path> logs() throws IOException {
    return Folders.files(directory.resolve("log"), Integer.MAX_VALUE);
  }

  /** Kills every process that is left. */
  @Override
  public void close() {
    List<KeptProcess> all = new ArrayList<>(taskManagers.values());
    all.addAll(others);
    if (jobManager != null) {
      all.add(jobManager);
    }
    all.forEach(KeptProcess::close);
  }

  private void configure(Map<String, String> settings) throws IOException {
    Map<String, String> all = new TreeMap<>();
    all.put("jobmanager.rpc.address", "127.0.0.1");
    all.put("jobmanager.rpc.port", String.valueOf(Ports.free(0, "Flink's JobManager")));
    all.put("jobmanager.bind-host", "127.0.0.1");
    all.put("rest.address", "127.0.0.1");
    all.put("rest.bind-address", "127.0.0.1");
    all.put("rest.port", String.valueOf(rest.port()));
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
            .map(each -> each.getKey() + ": \"" + each.getValue().replace("\"", "\\\"") + "\"")
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

  private KeptProcess launch(
      String mainClass, String kind, Map<String, String> environment, String... more)
      throws IOException {
    String name = kind + "-" + started++;
    String[] arguments =
        Stream.concat(
                Stream.of("--configDir", directory.resolve("conf").toString()), Arrays.stream(more))
            .toArray(String[]::new);
    return JavaProcess.start(
        java(mainClass, name, arguments), directory, environment(environment), log(name + ".out"));
  }

  private List<String> java(String mainClass, String name, String... arguments) {
    List<String> options = new ArrayList<>();
    options.add("-Xmx768m");
    // As Flink's scripts do of taskmanager.memory.jvm-metaspace.size: a job whose classes stay
    // behind at each restart is not to go unseen.
    options.add("-XX:MaxMetaspaceSize=256m");
    options.add("-Dlog4j.configurationFile=" + directory.resolve("conf/log4j.properties"));
    options.add("-Dlog.file=" + log(name + ".log"));
    options.add("-Djava.io.tmpdir=" + directory.resolve("tmp"));
    String unpacked = System.getProperty("DJL_CACHE_DIR");
    if (unpacked != null) {
      options.add("-DDJL_CACHE_DIR=" + unpacked);
    }
    return JavaProcess.command(FlinkLib::has, options, mainClass, arguments);
  }

  private Map<String, String> environment(Map<String, String> more) {
    Map<String, String> environment = new TreeMap<>(more);
    environment.put("FLINK_CONF_DIR", directory.resolve("conf").toString());
    environment.put("OMP_WAIT_POLICY", "PASSIVE");
    return environment;
  }

  private Path log(String file) {
    return directory.resolve("log").resolve(file);
  }
}
