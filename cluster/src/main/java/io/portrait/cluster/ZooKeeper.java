package io.portrait.cluster;

import io.portrait.cli.Failure;
import io.portrait.cli.embedded.KeptProcess;
import io.portrait.cli.embedded.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The ZooKeeper that comes with Flink, one server, as Flink's {@code zookeeper.sh} starts it: where
 * a JobManager leaves what the next one goes on from.
 */
public final class ZooKeeper implements AutoCloseable {

  private static final Duration STARTS_WITHIN = Duration.ofMinutes(1);
  private static final int TICK_MILLIS = 500;

  private final KeptProcess process;
  private final int port;

  private ZooKeeper(KeptProcess process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts it.
   *
   * @param directory of what it holds; made where it is new
   * @throws Failure if it does not come up
   */
  public static ZooKeeper start(Path directory) throws IOException {
    int port = Ports.free(0, "ZooKeeper");
    Files.createDirectories(directory);
    Path settings = directory.resolve("zoo.cfg");
    Files.writeString(
        settings,
        """
        tickTime=%d
        dataDir=%s
        clientPort=%d
        clientPortAddress=127.0.0.1
        admin.enableServer=false
        4lw.commands.whitelist=ruok
        server.1=127.0.0.1:%d:%d
        """
            .formatted(
                TICK_MILLIS,
                directory,
                port,
                Ports.free(0, "ZooKeeper's peers"),
                Ports.free(0, "ZooKeeper's elections")));
    KeptProcess process =
        JavaProcess.start(
            JavaProcess.command(
                FlinkLib::has,
                List.of("-Xmx128m"),
                "org.apache.flink.runtime.zookeeper.FlinkZooKeeperQuorumPeer",
                "--zkConfigFile",
                settings.toString(),
                "--peerId",
                "1"),
            directory,
            Map.of(),
            directory.resolve("zookeeper.log"));
    ZooKeeper server = new ZooKeeper(process, port);
    try {
      Waiting.until("ZooKeeper", STARTS_WITHIN, process::running, server::answers);
    } catch (Failure late) {
      server.close();
      throw late;
    }
    return server;
  }

  /** {@code host:port} for clients. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  /** Its process. */
  public KeptProcess process() {
    return process;
  }

  @Override
  public void close() {
    process.close();
  }

  private boolean answers() throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
      socket.setSoTimeout(1_000);
      socket.getOutputStream().write("ruok".getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readNBytes(4), StandardCharsets.US_ASCII)
          .equals("imok");
    }
  }
}
