package io.portrait.online;

import java.net.SocketTimeoutException;
import java.util.function.Function;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/** Connections to one Redis, and its errors in words. Thread-safe. */
final class RedisLink implements AutoCloseable {

  private static final int CONNECT_TIMEOUT_MILLIS = 3_000;
  private static final int REPLY_TIMEOUT_MILLIS = 10_000;

  private final RedisAddress address;
  private final RedisClient client;

  RedisLink(RedisAddress address) {
    this.address = address;
    DefaultJedisClientConfig.Builder config =
        DefaultJedisClientConfig.builder()
            .resp2() // replies of one shape, whatever the server's version
            .connectionTimeoutMillis(CONNECT_TIMEOUT_MILLIS)
            .socketTimeoutMillis(REPLY_TIMEOUT_MILLIS)
            .database(address.database())
            .clientName("portrait");
    if (address.tls()) {
      config.sslOptions(SslOptions.defaults());
    }
    if (!address.user().isEmpty()) {
      config.user(address.user());
    }
    if (!address.password().isEmpty()) {
      config.password(address.password());
    }
    client =
        RedisClient.builder()
            .hostAndPort(address.host(), address.port())
            .clientConfig(config.build())
            .build();
  }

  /**
   * Does something over a connection.
   *
   * @param work may be done twice: a connection that died while it lay idle is replaced once
   * @throws OnlineStoreException if Redis cannot be reached, or refuses
   */
  <T> T with(Function<Connection, T> work) {
    try {
      return once(work);
    } catch (JedisConnectionException e) {
      if (e.getCause() instanceof SocketTimeoutException) {
        throw RedisFailure.explain(address, e);
      }
    } catch (JedisException e) {
      throw RedisFailure.explain(address, e);
    }
    try {
      client.getPool().clear();
      return once(work);
    } catch (JedisException e) {
      throw RedisFailure.explain(address, e);
    }
  }

  private <T> T once(Function<Connection, T> work) {
    Connection connection = client.getPool().getResource();
    try {
      return work.apply(connection);
    } finally {
      giveBack(connection);
    }
  }

  /** Giving back a broken connection, Jedis opens a new one at once; where it cannot, it throws. */
  private static void giveBack(Connection connection) {
    try {
      connection.close();
    } catch (JedisException e) {
      if (!connection.isBroken()) {
        throw e;
      }
    }
  }

  @Override
  public void close() {
    client.close();
  }

  @Override
  public String toString() {
    return address.toString();
  }
}
