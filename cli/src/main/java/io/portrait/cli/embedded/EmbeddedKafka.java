package io.portrait.cli.embedded;

import io.portrait.cli.Failure;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka broker in this process: KRaft, one node, unencrypted, on the loopback address only. What
 * it holds stays in its directory and is there again on the next start, whatever the port.
 */
public final class EmbeddedKafka implements AutoCloseable {

  /** The largest record it takes, bytes: an event may have 1 MiB, a longer line is cut there. */
  public static final int MAX_RECORD_BYTES = 2 * 1024 * 1024;

  private static final String NODE = "1";

  // A broker that cannot go on ends its process. This process has more to save than the broker.
  private static final AtomicReference<@Nullable String> FATAL = new AtomicReference<>();

  private final KafkaRaftServer server;
  private final int port;

  private EmbeddedKafka(KafkaRaftServer server, int port) {
    this.server = server;
    this.port = port;
  }

  /**
   * Starts a broker, in about three seconds.
   *
   * @param directory where its log lies; made and formatted where it is new
   * @param wantedPort 0 for any free one
   * @throws Failure if it does not start
   */
  public static EmbeddedKafka start(Path directory, int wantedPort) {
    return start(directory, wantedPort, settings -> {});
  }

  /** The same with other settings, such as a listener that does not let everybody in. */
  public static EmbeddedKafka start(
      Path directory, int wantedPort, Consumer<Map<String, String>> others) {
    int port = Ports.free(wantedPort, "Kafka");
    int controllerPort = Ports.free(0, "Kafka's controller");
    FATAL.set(null);
    Exit.setExitProcedure(EmbeddedKafka::fatal);
    Exit.setHaltProcedure(EmbeddedKafka::fatal);
    try {
      format(directory);
      Map<String, String> settings = settings(directory, port, controllerPort);
      others.accept(settings);
      KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
      server.startup();
      return new EmbeddedKafka(server, port);
    } catch (Exception e) {
      throw Failure.because("Kafka did not start in " + directory + ": " + Failure.reason(e), e);
    }
  }

  /** {@code host:port} for clients. */
  public String bootstrap() {
    return "127.0.0.1:" + port;
  }

  /** Why the broker gave up, once it has. */
  public Optional<String> failure() {
    return Optional.ofNullable(FATAL.get());
  }

  /** Stops the broker; what it has acknowledged is on disk. */
  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }

  private static void fatal(int status, @Nullable String message) {
    FATAL.compareAndSet(null, message == null ? "it gave up (status " + status + ")" : message);
    throw new IllegalStateException("Kafka gave up: " + message);
  }

  /** Makes a directory a broker's, where it is none yet. */
  public static void format(Path directory) throws Exception {
    Files.createDirectories(directory);
    if (Files.exists(directory.resolve("meta.properties"))) {
      return;
    }
    new Formatter()
        .setNodeId(Integer.parseInt(NODE))
        .setClusterId(Uuid.randomUuid().toString())
        .setDirectories(Set.of(directory.toString()))
        .setMetadataLogDirectory(directory.toString())
        .setControllerListenerName("CONTROLLER")
        .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
        .setPrintStream(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
        .run();
  }

  /** The settings of such a broker, as {@code server.properties} has them. */
  public static Map<String, String> settings(Path directory, int port, int controllerPort) {
    Map<String, String> settings = new HashMap<>();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", NODE);
    settings.put("controller.quorum.voters", NODE + "@127.0.0.1:" + controllerPort);
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put("listener.security.protocol.map", "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT");
    settings.put(
        "listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
    settings.put("log.dirs", directory.toString());
    settings.put("auto.create.topics.enable", "false");
    settings.put("message.max.bytes", String.valueOf(MAX_RECORD_BYTES));
    settings.put("log.retention.ms", "-1");
    settings.put("log.retention.bytes", "-1");
    settings.put("log.segment.delete.delay.ms", "1000");
    // One node: nothing to replicate to, nobody to wait for.
    settings.put("offsets.topic.replication.factor", "1");
    settings.put("offsets.topic.num.partitions", "1");
    settings.put("transaction.state.log.replication.factor", "1");
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("transaction.state.log.num.partitions", "1");
    settings.put("group.initial.rebalance.delay.ms", "0");
    settings.put("log.cleaner.dedupe.buffer.size", "4194304");
    settings.put("num.network.threads", "2");
    settings.put("num.io.threads", "2");
    return settings;
  }
}
