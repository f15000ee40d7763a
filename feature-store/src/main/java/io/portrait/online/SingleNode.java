package io.portrait.online;

import java.util.Collection;
import java.util.List;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPool;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.util.Pool;

/** One server that holds every key. */
final class SingleNode implements RedisNodes {

  private final ConnectionPool pool;

  SingleNode(HostAndPort place, JedisClientConfig config, ConnectionPoolConfig poolConfig) {
    pool = new ConnectionPool(place, config, poolConfig);
  }

  @Override
  public Pool<Connection> of(CommandArguments command) {
    return pool;
  }

  @Override
  public Pool<Connection> at(HostAndPort place) {
    return pool;
  }

  @Override
  public Collection<Pool<Connection>> primaries() {
    return List.of(pool);
  }

  @Override
  public boolean isConnected() {
    return RedisNodes.isConnected(pool);
  }

  @Override
  public void renew() {}

  @Override
  public void close() {
    pool.close();
  }
}
