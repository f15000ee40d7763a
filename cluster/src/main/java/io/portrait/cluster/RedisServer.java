package io.portrait.cluster;

import io.portrait.cli.embedded.EmbeddedRedis;
import io.portrait.cli.embedded.KeptProcess;
import java.nio.file.Path;

/**
 * A redis-server that keeps its rows in memory alone, as most do: one that is killed has lost them.
 * It listens where it listened, however often it is killed and started.
 */
public final class RedisServer implements AutoCloseable {

  private static final String[] IN_MEMORY = {"--appendonly", "no", "--databases", "64"};

  private final Path directory;
  private final int port;
  private EmbeddedRedis redis;

  private RedisServer(Path directory, int port) {
    this.directory = directory;
    this.port = port;
    redis = EmbeddedRedis.start(directory, port, IN_MEMORY);
  }

  /**
   * Starts a server.
   *
   * @param directory of its log
   * @throws io.portrait.cli.Failure if it does not start
   */
  public static RedisServer start(Path directory, int port) {
    return new RedisServer(directory, port);
  }

  /** {@code redis://host:port}, straight to it. */
  public String uri() {
    return "redis://127.0.0.1:" + port;
  }

  /** Its process, another after each {@link #restart}. */
  public KeptProcess process() {
    return redis.process();
  }

  /** Starts it again where it was, empty, once it has been killed. */
  public void restart() {
    redis.close();
    redis = EmbeddedRedis.start(directory, port, IN_MEMORY);
  }

  @Override
  public void close() {
    redis.close();
  }
}
