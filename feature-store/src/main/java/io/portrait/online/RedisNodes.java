package io.portrait.online;

import java.util.Collection;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.util.Pool;

/** The servers that hold the keys, and who holds which. Thread-safe. */
interface RedisNodes extends AutoCloseable {

  /** Connections to the server that holds the command's key. */
  Pool<Connection> of(CommandArguments command);

  /** Connections to the server at a place. */
  Pool<Connection> at(HostAndPort place);

  /** Connections to every server that may be written to. */
  Collection<Pool<Connection>> primaries();

  /** Whether there are connections to every server that may be written to. */
  boolean isConnected();

  /** Whether the pool has connections, at work or not. */
  static boolean isConnected(Pool<Connection> pool) {
    return pool.getNumActive() > 0 || pool.getNumIdle() > 0;
  }

  /** Asks again who holds what. */
  void renew();

  @Override
  void close();
}
