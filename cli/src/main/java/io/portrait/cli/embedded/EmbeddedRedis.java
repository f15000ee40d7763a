package io.portrait.cli.embedded;

import io.portrait.cli.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import redis.embedded.RedisExecProvider;
import redis.embedded.RedisServer;
import redis.embedded.util.OsArchitecture;

/**
 * A redis-server beside this process, on the loopback address only. Its rows lie in an append-only
 * file in its directory, at most a second behind, and are there again on the next start.
 *
 * <p>It never outlives this process, and Ctrl-C does not reach it ({@link KeptProcess}), since the
 * job's last rows are still to be written then.
 */
public final class EmbeddedRedis implements AutoCloseable {

  private static final Duration READY_WITHIN = Duration.ofMinutes(10);
  private static final int ANSWER_MILLIS = 1_000;

  private final KeptProcess server;
  private final int port;

  private EmbeddedRedis(KeptProcess server, int port) {
    this.server = server;
    this.port = port;
  }

  /**
   * Starts a server, in about 50 ms and the time to read its rows.
   *
   * @param directory where its rows lie; made where it is new
   * @param wantedPort 0 for any free one
   * @param arguments further redis-server arguments
   * @throws Failure if it does not start
   */
  public static EmbeddedRedis start(Path directory, int wantedPort, String... arguments) {
    int port = Ports.free(wantedPort, "Redis");
    Path log = directory.resolve("redis.log");
    try {
      Files.createDirectories(directory);
      EmbeddedRedis redis = new EmbeddedRedis(launch(directory, log, port, arguments), port);
      if (!redis.awaitReady()) {
        redis.close();
        throw Failure.because("redis-server did not start: see " + log);
      }
      return redis;
    } catch (IOException e) {
      throw Failure.because(
          "redis-server did not start in " + directory + ": " + Failure.reason(e), e);
    }
  }

  /** {@code redis://host:port} for clients. */
  public String uri() {
    return "redis://127.0.0.1:" + port;
  }

  /** Whether the server still runs. */
  public boolean running() {
    return server.running();
  }

  /** The server's process, for those who disturb it. */
  public KeptProcess process() {
    return server;
  }

  /** Stops the server once every row is on disk. */
  @Override
  public void close() {
    server.close();
  }

  private static KeptProcess launch(Path directory, Path log, int port, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(executable(directory).toString()));
    command.addAll(List.of("--port", String.valueOf(port), "--bind", "127.0.0.1"));
    command.addAll(List.of("--dir", directory.toString(), "--loglevel", "warning"));
    command.addAll(List.of("--appendonly", "yes", "--appendfsync", "everysec"));
    command.addAll(List.of("--no-appendfsync-on-rewrite", "yes", "--save", ""));
    command.addAll(List.of(arguments));
    return KeptProcess.start(command, directory, Map.of(), log, KeptProcess.End.TERM);
  }

  /** Beside its rows rather than in the system's temporary folder: nothing is left behind there. */
  private static Path executable(Path directory) throws IOException {
    String resource = resource(OsArchitecture.detect());
    Path executable = directory.resolve(resource);
    if (Files.isExecutable(executable)) {
      return executable;
    }
    Path unpacked = Files.createTempFile(directory, resource, ".new");
    try (InputStream bytes = RedisServer.class.getResourceAsStream("/" + resource)) {
      if (bytes == null) {
        throw new IOException("there is no " + resource + "; give a Redis with --redis");
      }
      Files.copy(bytes, unpacked, StandardCopyOption.REPLACE_EXISTING);
    }
    if (!unpacked.toFile().setExecutable(true)) {
      throw new IOException(directory + " does not allow programs; give a Redis with --redis");
    }
    return Files.move(unpacked, executable, StandardCopyOption.ATOMIC_MOVE);
  }

  private static String resource(OsArchitecture machine) {
    String system =
        switch (machine.os()) {
          case MAC_OS_X -> "darwin";
          case UNIX -> "linux";
          case WINDOWS -> "windows";
        };
    String architecture =
        switch (machine.arch()) {
          case x86 -> "386";
          case x86_64 -> "amd64";
          case arm64 -> "arm64";
        };
    return "redis-server-" + RedisExecProvider.redisVersion + "-" + system + "-" + architecture;
  }

  /** A server that still reads its rows accepts connections, but answers LOADING. */
  private boolean answers() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), ANSWER_MILLIS);
      socket.setSoTimeout(ANSWER_MILLIS);
      socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII);
      return answer.equals("+PONG") || answer.equals("-NOAU");
    } catch (IOException e) {
      return false;
    }
  }

  private boolean awaitReady() {
    long deadline = System.nanoTime() + READY_WITHIN.toNanos();
    while (server.running() && System.nanoTime() < deadline) {
      if (answers()) {
        return true;
      }
      try {
        if (server.awaitEnd(Duration.ofMillis(10))) {
          return false;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return false;
  }
}
