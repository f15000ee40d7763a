package io.portrait.job;

import java.io.IOException;
import java.net.ServerSocket;
import redis.embedded.RedisServer;

/** A redis-server of its own, on a free port. */
final class RealRedis implements AutoCloseable {

  private final RedisServer server;
  private final int port;

  private RealRedis(RedisServer server, int port) {
    this.server = server;
    this.port = port;
  }

  static RealRedis start() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    RedisServer server =
        RedisServer.newRedisServer()
            .port(port)
            .setting("bind 127.0.0.1")
            .setting("save \"\"")
            .build();
    server.start();
    return new RealRedis(server, port);
  }

  String uri(int database) {
    return "redis://127.0.0.1:" + port + "/" + database;
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (IOException failed) {
      throw new IllegalStateException("redis-server does not stop", failed);
    }
  }
}
