package io.portrait.cluster;

import io.portrait.cli.Failure;
import io.portrait.cli.embedded.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that Portrait needs, each a process of its own: ZooKeeper, a Flink cluster with high
 * availability, Kafka and Redis behind {@linkplain Wire wires}. Nothing outlives this process.
 */
public final class PortraitCluster implements AutoCloseable {

  /** What is quicker here than by default, so that a fault need not take minutes. */
  private static final Map<String, String> QUICK =
      Map.ofEntries(
          Map.entry("state.backend.type", "rocksdb"),
          Map.entry("execution.checkpointing.incremental", "true"),
          Map.entry("execution.checkpointing.interval", "2s"),
          Map.entry("execution.checkpointing.num-retained", "3"),
          Map.entry(
              "execution.checkpointing.externalized-checkpoint-retention",
              "RETAIN_ON_CANCELLATION"),
          Map.entry("execution.checkpointing.tolerable-failed-checkpoints", "1000"),
          Map.entry("cluster.evenly-spread-out-slots", "true"),
          Map.entry("heartbeat.interval", "1s"),
          Map.entry("heartbeat.timeout", "10s"),
          Map.entry("restart-strategy.type", "exponential-delay"),
          Map.entry("restart-strategy.exponential-delay.initial-backoff", "500ms"),
          Map.entry("restart-strategy.exponential-delay.max-backoff", "5s"),
          Map.entry("high-availability.type", "zookeeper"),
          Map.entry("high-availability.zookeeper.client.session-timeout", "6s"),
          Map.entry("high-availability.zookeeper.client.connection-timeout", "6s"));

  private final Path directory;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  private ZooKeeper zooKeeper;
  private KafkaBroker kafka;
  private RedisServer redis;
  private Wire kafkaWire;
  private Wire redisWire;
  private FlinkCluster flink;

  @SuppressWarnings("NullAway.Init") // begin() sets them all, or throws
  private PortraitCluster(Path directory) {
    this.directory = directory;
  }

  /**
   * Starts everything, with two TaskManagers.
   *
   * @param directory of everything that is written
   * @param settings of Flink, which win over those made up here
   * @throws Failure if a part does not come up
   */
  public static PortraitCluster start(Path directory, Map<String, String> settings)
      throws IOException {
    PortraitCluster cluster = new PortraitCluster(Files.createDirectories(directory));
    try {
      cluster.begin(settings);
      return cluster;
    } catch (RuntimeException | IOException failed) {
      cluster.close();
      throw failed;
    }
  }

  private void begin(Map<String, String> settings) throws IOException {
    zooKeeper = part(ZooKeeper.start(directory.resolve("zookeeper")));
    int redisPort = Ports.free(0, "Redis");
    redis = part(RedisServer.start(directory.resolve("redis"), redisPort));
    redisWire = part(Wire.lay(Ports.free(0, "the wire to Redis"), redisPort));
    int kafkaPort = Ports.free(0, "Kafka");
    kafkaWire = part(Wire.lay(Ports.free(0, "the wire to Kafka"), kafkaPort));
    kafka =
        part(
            KafkaBroker.start(
                directory.resolve("kafka"),
                kafkaPort,
                Map.of("advertised.listeners", "PLAINTEXT://" + bootstrap())));
    Map<String, String> all = new TreeMap<>(QUICK);
    all.put("high-availability.zookeeper.quorum", zooKeeper.address());
    all.put("high-availability.storageDir", directory.resolve("ha").toUri().toString());
    all.put("web.upload.dir", directory.resolve("flink").resolve("upload").toString());
    all.putAll(settings);
    flink = part(FlinkCluster.start(directory.resolve("flink"), all));
    flink.startTaskManager();
    flink.startTaskManager();
    flink.awaitSlots(4);
  }

  /** The folder of everything that is written. */
  public Path directory() {
    return directory;
  }

  /** The Flink cluster. */
  public FlinkCluster flink() {
    return flink;
  }

  /** Flink's memory of who leads. */
  public ZooKeeper zooKeeper() {
    return zooKeeper;
  }

  /** The broker itself. */
  public KafkaBroker kafka() {
    return kafka;
  }

  /** Between Kafka and its clients. */
  public Wire kafkaWire() {
    return kafkaWire;
  }

  /** The server itself. */
  public RedisServer redis() {
    return redis;
  }

  /** Between Redis and the job. */
  public Wire redisWire() {
    return redisWire;
  }

  /** Kafka's address for clients: the wire's. */
  public String bootstrap() {
    return "127.0.0.1:" + kafkaWire.port();
  }

  /** Redis' address for the job: the wire's. */
  public String redisUri() {
    return "redis://127.0.0.1:" + redisWire.port();
  }

  /** Ends every process. */
  @Override
  public void close() {
    RuntimeException first = null;
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception failed) {
        first = first == null ? Failure.because(Failure.reason(failed), failed) : first;
      }
    }
    if (first != null) {
      throw first;
    }
  }

  private <T extends AutoCloseable> T part(T started) {
    parts.push(started);
    return started;
  }
}
