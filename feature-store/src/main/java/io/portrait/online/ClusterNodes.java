package io.portrait.online;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.exceptions.JedisClusterOperationException;
import redis.clients.jedis.providers.ClusterConnectionProvider;
import redis.clients.jedis.util.Pool;

/** A Redis Cluster. Jedis keeps its map of slots; replies that say it is old have it renewed. */
final class ClusterNodes implements RedisNodes {

  private final Slots slots;

  /**
   * Asks the first of the places that answers who holds which slot.
   *
   * @throws redis.clients.jedis.exceptions.JedisException if none of them does
   */
  ClusterNodes(Set<HostAndPort> places, JedisClientConfig config, ConnectionPoolConfig poolConfig) {
    slots = new Slots(places, config, poolConfig);
  }

  @Override
  public Pool<Connection> of(CommandArguments command) {
    int slot = command.getKeyHashSlots().iterator().next();
    Pool<Connection> pool = slots.pool(slot);
    if (pool == null) {
      renew();
      pool = slots.pool(slot);
    }
    if (pool == null) {
      throw new JedisClusterOperationException("no server of the cluster holds slot " + slot);
    }
    return pool;
  }

  @Override
  public Pool<Connection> at(HostAndPort place) {
    return slots.pool(place);
  }

  @Override
  public Collection<Pool<Connection>> primaries() {
    return new ArrayList<>(slots.getPrimaryNodes().values());
  }

  @Override
  public boolean isConnected() {
    return primaries().stream().allMatch(RedisNodes::isConnected);
  }

  @Override
  public void renew() {
    slots.renewSlotCache();
  }

  @Override
  public void close() {
    slots.close();
  }

  /** Gives pools instead of connections. */
  private static final class Slots extends ClusterConnectionProvider {

    Slots(Set<HostAndPort> places, JedisClientConfig config, ConnectionPoolConfig poolConfig) {
      super(places, config, poolConfig);
    }

    @Nullable Pool<Connection> pool(int slot) {
      return cache.getSlotPool(slot);
    }

    Pool<Connection> pool(HostAndPort place) {
      return cache.setupNodeIfNotExist(place);
    }
  }
}
