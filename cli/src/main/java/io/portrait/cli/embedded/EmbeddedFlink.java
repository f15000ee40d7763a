package io.portrait.cli.embedded;

import io.portrait.cli.Failure;
import io.portrait.job.ForgettingRocksDb;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.contrib.streaming.state.EmbeddedRocksDBStateBackend;
import org.apache.flink.contrib.streaming.state.RocksDBOptions;
import org.apache.flink.core.execution.RestoreMode;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.rpc.RpcSystem;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.Reference;

/**
 * A Flink cluster in this process, with its dashboard, on the loopback address only; metrics for
 * Prometheus, where they are asked for, on all.
 */
public final class EmbeddedFlink implements AutoCloseable {

  /** How often workers report: with it come the counters that the status shows. */
  public static final Duration HEARTBEAT = Duration.ofSeconds(1);

  private static final MemorySize NETWORK = MemorySize.ofMebiBytes(96);

  private final MiniCluster cluster;
  private final Configuration configuration;
  private final URI dashboard;

  private EmbeddedFlink(MiniCluster cluster, Configuration configuration, URI dashboard) {
    this.cluster = cluster;
    this.configuration = configuration;
    this.dashboard = dashboard;
  }

  /**
   * What may be chosen about the cluster.
   *
   * @param parallelism tasks of a step, from 1
   * @param dashboardPort 0 for Flink's own, 8081, where it is free, else any: people know it
   * @param checkpointInterval from 1 ms
   * @param restarts how often a failing job is started again before it is given up; -1 for ever
   * @param checkpoints where checkpoints lie, kept when the process is killed
   * @param log the file that the dashboard shows as its log
   * @param temporary where state lies while the job runs; nothing there is worth keeping
   * @param metricsPort where Prometheus finds metrics, on every address of this machine; free a
   *     moment ago
   */
  public record Settings(
      int parallelism,
      int dashboardPort,
      Duration checkpointInterval,
      int restarts,
      Path checkpoints,
      Path log,
      Path temporary,
      OptionalInt metricsPort) {

    /** Of a cluster that shows its metrics on the dashboard only. */
    public Settings(
        int parallelism,
        int dashboardPort,
        Duration checkpointInterval,
        int restarts,
        Path checkpoints,
        Path log,
        Path temporary) {
      this(
          parallelism,
          dashboardPort,
          checkpointInterval,
          restarts,
          checkpoints,
          log,
          temporary,
          OptionalInt.empty());
    }
  }

  /**
   * Starts a cluster, in about two seconds.
   *
   * @throws Failure if it does not start
   */
  public static EmbeddedFlink start(Settings settings) {
    if (settings.dashboardPort() != 0) {
      Ports.free(settings.dashboardPort(), "Flink's dashboard");
    }
    Configuration configuration = configuration(settings);
    try {
      MiniCluster cluster =
          new MiniCluster(
              new MiniClusterConfiguration.Builder()
                  .setConfiguration(configuration)
                  .setNumTaskManagers(1)
                  .setNumSlotsPerTaskManager(settings.parallelism())
                  .build(),
              // By itself it would unpack its messaging into the system's temporary folder.
              () -> Reference.owned(RpcSystem.load(configuration)));
      cluster.start();
      return new EmbeddedFlink(cluster, configuration, cluster.getRestAddress().get());
    } catch (Exception e) {
      throw Failure.because("Flink did not start: " + Failure.reason(e), e);
    }
  }

  /** Where the dashboard is. */
  public URI dashboard() {
    return dashboard;
  }

  /** An empty job with the cluster's settings, to be drawn and submitted. */
  public StreamExecutionEnvironment environment() {
    return environment("portrait");
  }

  /** As {@link #environment()}, for a job that the dashboard calls by a name of its own. */
  public StreamExecutionEnvironment environment(String name) {
    Configuration named = new Configuration(configuration);
    named.set(PipelineOptions.NAME, name);
    return new StreamExecutionEnvironment(named);
  }

  /**
   * Starts a job.
   *
   * @param environment from {@link #environment()}, drawn
   * @param restoreFrom a savepoint or checkpoint that stays as it is; empty to start fresh
   * @throws Failure if it is refused
   */
  public RunningJob submit(StreamExecutionEnvironment environment, Optional<Path> restoreFrom) {
    JobGraph graph = environment.getStreamGraph().getJobGraph();
    restoreFrom.ifPresent(
        path ->
            // A section that was taken out of the definitions leaves state that nobody asks for.
            graph.setSavepointRestoreSettings(
                SavepointRestoreSettings.forPath(address(path), true, RestoreMode.NO_CLAIM)));
    try {
      cluster.submitJob(graph).get();
      return new RunningJob(cluster, graph.getJobID());
    } catch (Exception e) {
      throw Failure.because("Flink refused the job: " + Failure.reason(e), e);
    }
  }

  /** Stops the cluster and whatever runs in it. */
  @Override
  public void close() {
    try {
      cluster.close();
    } catch (Exception e) {
      throw Failure.because("Flink did not stop cleanly: " + Failure.reason(e), e);
    }
  }

  /** As Flink's paths want it: a scheme, and the characters as they are, not percent-encoded. */
  public static String address(Path path) {
    return "file://" + path.toAbsolutePath();
  }

  private static Configuration configuration(Settings settings) {
    Configuration configuration = new Configuration();
    configuration.set(CoreOptions.DEFAULT_PARALLELISM, settings.parallelism());
    configuration.set(CoreOptions.TMP_DIRS, settings.temporary().toString());

    configuration.set(RestOptions.ADDRESS, "127.0.0.1");
    configuration.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
    configuration.set(
        RestOptions.BIND_PORT,
        settings.dashboardPort() == 0
            ? RestOptions.PORT.defaultValue() + ",0"
            : String.valueOf(settings.dashboardPort()));
    configuration.set(JobManagerOptions.BIND_HOST, "127.0.0.1");
    configuration.set(TaskManagerOptions.BIND_HOST, "127.0.0.1");
    configuration.set(WebOptions.TMP_DIR, settings.temporary().toString());
    configuration.set(WebOptions.LOG_PATH, settings.log().toString());
    configuration.set(WebOptions.SUBMIT_ENABLE, false);
    configuration.set(WebOptions.CANCEL_ENABLE, false);

    configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, managedMemory());
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, NETWORK);
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, NETWORK);
    configuration.set(HeartbeatManagerOptions.HEARTBEAT_INTERVAL, HEARTBEAT);
    configuration.set(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT, Duration.ofMinutes(2));

    configuration.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
    configuration.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
    configuration.set(
        RocksDBOptions.TIMER_SERVICE_FACTORY,
        EmbeddedRocksDBStateBackend.PriorityQueueStateType.HEAP);
    configuration.set(RocksDBOptions.OPTIONS_FACTORY, ForgettingRocksDb.class.getName());
    configuration.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, address(settings.checkpoints()));
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, settings.checkpointInterval());
    configuration.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);

    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
    configuration.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF,
        Duration.ofSeconds(1));
    configuration.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF,
        Duration.ofSeconds(30));
    if (settings.restarts() >= 0) {
      configuration.set(
          RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_ATTEMPTS, settings.restarts());
    }
    settings
        .metricsPort()
        .ifPresent(metricsPort -> PrometheusMetrics.on(configuration, metricsPort));
    return configuration;
  }

  /** RocksDB's caches and buffers: 1,600 MB carries a large state, an eighth of a small machine. */
  private static MemorySize managedMemory() {
    long machine = Machine.memoryBytes();
    return MemorySize.ofMebiBytes(Math.max(128, Math.min(1_600, machine / 8 / (1024 * 1024))));
  }
}
