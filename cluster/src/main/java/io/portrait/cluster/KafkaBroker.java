package io.portrait.cluster;

import io.portrait.cli.Failure;
import io.portrait.cli.embedded.EmbeddedKafka;
import io.portrait.cli.embedded.KeptProcess;
import io.portrait.cli.embedded.Ports;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * A Kafka broker as a process: {@code kafka.Kafka server.properties}. What it holds stays in its
 * directory, and it listens where it listened, however often it is killed and started.
 */
public final class KafkaBroker implements AutoCloseable {

  private static final Duration STARTS_WITHIN = Duration.ofMinutes(2);
  private static final String LOG4J =
      """
      rootLogger.level = WARN
      rootLogger.appenderRef.console.ref = console
      appender.console.name = console
      appender.console.type = Console
      appender.console.layout.type = PatternLayout
      appender.console.layout.pattern = %d{HH:mm:ss,SSS} %-5p %c - %m%n
      """;

  private final Path directory;
  private final int port;
  private final int controllerPort = Ports.free(0, "Kafka's controller");
  private final Map<String, String> settings;
  private KeptProcess process;

  private KafkaBroker(Path directory, int port, Map<String, String> settings) throws IOException {
    this.directory = directory;
    this.port = port;
    this.settings = settings;
    process = launch();
  }

  /**
   * Starts a broker.
   *
   * @param directory where its log lies; made and formatted where it is new
   * @param settings which win over {@link EmbeddedKafka#settings}: {@code advertised.listeners}
   *     where clients come through a {@link Wire}
   * @throws Failure if it does not come up
   */
  public static KafkaBroker start(Path directory, int port, Map<String, String> settings)
      throws IOException {
    KafkaBroker broker = new KafkaBroker(directory, port, settings);
    try {
      broker.awaitReady();
      return broker;
    } catch (Failure late) {
      broker.close();
      throw late;
    }
  }

  /** {@code host:port}, straight to it. */
  public String bootstrap() {
    return "127.0.0.1:" + port;
  }

  /** Its process, another after each {@link #restart}. */
  public KeptProcess process() {
    return process;
  }

  /** Starts it again where it was, once it has been killed; returns once it answers. */
  public void restart() throws IOException {
    process.close();
    process = launch();
    awaitReady();
  }

  @Override
  public void close() {
    process.close();
  }

  private KeptProcess launch() throws IOException {
    Path data = directory.resolve("data");
    try {
      EmbeddedKafka.format(data);
    } catch (Exception e) {
      throw new IOException("Kafka cannot use " + data + ": " + Failure.reason(e), e);
    }
    Properties properties = new Properties();
    properties.putAll(EmbeddedKafka.settings(data, port, controllerPort));
    properties.putAll(settings);
    Path file = directory.resolve("server.properties");
    try (OutputStream out = Files.newOutputStream(file)) {
      properties.store(out, null);
    }
    Path log4j = Files.writeString(directory.resolve("log4j2.properties"), LOG4J);
    List<String> options =
        List.of("-Xmx384m", "-Dlog4j.configurationFile=" + log4j, "-Dlog4j2.disableJmx=true");
    return JavaProcess.start(
        JavaProcess.command(name -> true, options, "kafka.Kafka", file.toString()),
        directory,
        Map.of(),
        directory.resolve("kafka.log"));
  }

  /** Of the broker itself: a wire may be cut. */
  private void awaitReady() {
    Waiting.until("Kafka", STARTS_WITHIN, process::running, this::accepts);
  }

  private boolean accepts() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    }
  }
}
