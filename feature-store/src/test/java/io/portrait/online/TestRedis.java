package io.portrait.online;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.RedisClient;
import redis.embedded.RedisServer;
import redis.embedded.RedisServerBuilder;

/** A real redis-server of its own, on a free port of this machine. */
public final class TestRedis implements AutoCloseable {

  private static final Pattern PROCESS_ID = Pattern.compile("process_id:(\\d+)");

  private final int port;
  private final String password;
  private final String[] settings;
  private RedisServer server;

  private TestRedis(String password, String... settings) {
    this.password = password;
    this.settings = settings;
    port = freePort();
    server = start();
  }

  /** One that keeps nothing. */
  public static TestRedis inMemory() {
    return new TestRedis("");
  }

  /** One that wants a password. */
  public static TestRedis withPassword(String password) {
    return new TestRedis(password, "requirepass " + password);
  }

  /** One that has on disk whatever it acknowledged. */
  public static TestRedis durable(Path folder) {
    return new TestRedis(
        "", "appendonly yes", "appendfsync always", "dir " + folder.toAbsolutePath());
  }

  /** One of a cluster's, which has no slots yet and knows nobody. */
  static TestRedis inCluster(Path folder) {
    return new TestRedis(
        "",
        "cluster-enabled yes",
        "cluster-port " + freePort(),
        "cluster-node-timeout 2000",
        "cluster-require-full-coverage no",
        "dir " + folder.toAbsolutePath());
  }

  /** One whose SAVE writes {@code dump.rdb} to a folder, every text as it is. */
  public static TestRedis dumping(Path folder) {
    return new TestRedis("", "rdbcompression no", "dir " + folder.toAbsolutePath());
  }

  private RedisServer start() {
    RedisServerBuilder builder =
        RedisServer.builder().port(port).setting("bind 127.0.0.1").setting("save \"\"");
    for (String setting : settings) {
      builder.setting(setting);
    }
    RedisServer started = builder.build();
    started.start();
    return started;
  }

  /** A port nobody listens on. */
  public static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return port;
  }

  /** With the right password. */
  public RedisAddress address() {
    return new RedisAddress("redis://127.0.0.1:" + port, "", password);
  }

  /** A plain client, for what the product has no words for. */
  public RedisClient client() {
    DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder().resp2();
    if (!password.isEmpty()) {
      config.password(password);
    }
    return RedisClient.builder()
        .hostAndPort("127.0.0.1", port)
        .clientConfig(config.build())
        .build();
  }

  /** What Jedis has no method for. */
  public static @Nullable Object send(RedisClient client, Command command, String... arguments) {
    try (Connection connection = client.getPool().getResource()) {
      connection.sendCommand(command, arguments);
      return connection.getOne();
    }
  }

  /** kill -9. */
  public void kill() {
    ProcessHandle process = ProcessHandle.of(processId()).orElseThrow();
    process.destroyForcibly();
    process.onExit().join();
    server.stop();
  }

  private long processId() {
    try (RedisClient client = client()) {
      Matcher matcher = PROCESS_ID.matcher(Objects.requireNonNull(client.info("server")));
      if (!matcher.find()) {
        throw new IllegalStateException("no process_id in INFO");
      }
      return Long.parseLong(matcher.group(1));
    }
  }

  /** Starts it again on the same port, after {@link #kill}. */
  public void restart() {
    server = start();
  }

  @Override
  public void close() {
    server.stop();
  }
}
