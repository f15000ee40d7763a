package io.portrait.online;

import java.net.SocketTimeoutException;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.Pool;

/** Connections to one Redis or one Redis Cluster, and its errors in words. Thread-safe. */
public final class RedisLink implements AutoCloseable {

  private static final long FOREVER = TimeUnit.DAYS.toNanos(1);

  private final RedisAddress address;
  private final RedisSettings settings;
  private final boolean cluster;

  /**
   * As many as there are connections to each server: who holds one to one server of a cluster never
   * waits for one to another.
   */
  private final Semaphore permits;

  private volatile @Nullable RedisNodes nodes;
  private boolean closed;

  /** A link; nothing is connected before it is used. */
  public RedisLink(RedisAddress address, RedisSettings settings) {
    this.address = address;
    this.settings = settings;
    cluster = address.isCluster();
    permits = new Semaphore(settings.connections());
  }

  /** Whether keys are spread over several servers. */
  boolean isCluster() {
    return cluster;
  }

  /** Whether there are connections to every server, so that nobody need wait for the first. */
  boolean isConnected() {
    RedisNodes made = nodes;
    return made != null && made.isConnected();
  }

  /**
   * Does something over a connection to the only server, or to one of a cluster.
   *
   * @param work may be done twice: a connection that died while it lay idle is replaced once
   * @throws OnlineStoreException if Redis cannot be reached, or refuses
   */
  <T> T with(Function<Connection, T> work) {
    return explained(() -> over(nodes().primaries().iterator().next(), work));
  }

  /** Does something, as {@link #with}, over a connection to every server that may be written to. */
  <T> List<T> withEach(Function<Connection, T> work) {
    return servers().stream().map(server -> server.with(work)).toList();
  }

  /** Every server that may be written to: all keys are there. */
  List<Server> servers() {
    return explained(() -> nodes().primaries().stream().map(Server::new).toList());
  }

  /** One of the servers. */
  final class Server {

    private final Pool<Connection> pool;

    private Server(Pool<Connection> pool) {
      this.pool = pool;
    }

    /** Does something, as {@link RedisLink#with}. */
    <T> T with(Function<Connection, T> work) {
      return explained(() -> over(pool, work));
    }
  }

  /**
   * Sends commands through one pipeline to each server concerned, all at once, and follows keys
   * that have moved.
   *
   * @param commands each with a key; sent in order
   * @return a reply per command, in order; an error reply is a {@link JedisException} among them
   * @throws OnlineStoreException if a server cannot be reached, or refuses
   */
  List<@Nullable Object> send(List<CommandArguments> commands) {
    List<@Nullable Object> replies = attempt(commands, System.nanoTime() + FOREVER, true);
    for (Object reply : replies) {
      if (reply instanceof OnlineStoreException failure) {
        throw failure;
      }
    }
    return replies;
  }

  /**
   * Sends commands as {@link #send}, but what could not be sent or was not answered harms nothing
   * else: an {@link OnlineStoreException} stands in place of its reply.
   *
   * @param deadline by {@link System#nanoTime()}: no reply is waited for any longer
   * @param again whether a connection that has died is replaced, once, and a new one waited for
   */
  List<@Nullable Object> attempt(List<CommandArguments> commands, long deadline, boolean again) {
    long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    if (left <= 0) {
      return Collections.nCopies(
          commands.size(), new OnlineStoreException(address + " has no time left", false, null));
    }
    int timeoutMillis = (int) Math.min(left, settings.replyTimeout().toMillis());
    permits.acquireUninterruptibly();
    try {
      List<@Nullable Object> replies =
          new RedisPipeline(nodes(), commands, timeoutMillis).send(again);
      replies.replaceAll(
          reply ->
              reply instanceof RedisPipeline.Unanswered unanswered
                  ? RedisFailure.explain(address, unanswered.why())
                  : reply);
      return replies;
    } catch (JedisException e) {
      return Collections.nCopies(commands.size(), RedisFailure.explain(address, e));
    } finally {
      permits.release();
    }
  }

  /**
   * A reply that is no error.
   *
   * @throws OnlineStoreException if it is one
   */
  @Nullable Object unlessError(@Nullable Object reply) {
    if (reply instanceof JedisException error) {
      throw RedisFailure.explain(address, error);
    }
    return reply;
  }

  private <T> T explained(Supplier<T> work) {
    permits.acquireUninterruptibly();
    try {
      return work.get();
    } catch (JedisException e) {
      throw RedisFailure.explain(address, e);
    } finally {
      permits.release();
    }
  }

  private static <T> T over(Pool<Connection> pool, Function<Connection, T> work) {
    try {
      return once(pool, work);
    } catch (JedisConnectionException e) {
      if (e.getCause() instanceof SocketTimeoutException) {
        throw e;
      }
    }
    pool.clear();
    return once(pool, work);
  }

  private static <T> T once(Pool<Connection> pool, Function<Connection, T> work) {
    Connection connection = pool.getResource();
    try {
      return work.apply(connection);
    } finally {
      giveBack(connection);
    }
  }

  /** Giving back a broken connection, Jedis opens a new one at once; where it cannot, it throws. */
  static void giveBack(Connection connection) {
    try {
      connection.close();
    } catch (JedisException e) {
      if (!connection.isBroken()) {
        throw e;
      }
    }
  }

  /** Made when first wanted: of a cluster, making it asks a server. */
  private RedisNodes nodes() {
    RedisNodes made = nodes;
    return made != null ? made : make();
  }

  private synchronized RedisNodes make() {
    if (closed) {
      throw new JedisException("it has been closed");
    }
    RedisNodes made = nodes;
    if (made == null) {
      made =
          cluster
              ? new ClusterNodes(places(), clientConfig(), poolConfig())
              : new SingleNode(places().iterator().next(), clientConfig(), poolConfig());
      nodes = made;
    }
    return made;
  }

  private Set<HostAndPort> places() {
    return address.nodes().stream()
        .map(node -> new HostAndPort(node.getHost(), node.getPort()))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private ConnectionPoolConfig poolConfig() {
    ConnectionPoolConfig config = new ConnectionPoolConfig();
    config.setMaxTotal(settings.connections());
    config.setMaxIdle(settings.connections());
    return config;
  }

  @SuppressWarnings("deprecation") // Jedis' newer way takes stores in files only
  private DefaultJedisClientConfig clientConfig() {
    DefaultJedisClientConfig.Builder config =
        DefaultJedisClientConfig.builder()
            .resp2() // replies of one shape, whatever the server's version
            .connectionTimeoutMillis((int) settings.connectTimeout().toMillis())
            .socketTimeoutMillis((int) settings.replyTimeout().toMillis())
            .database(address.database())
            .clientName("portrait");
    if (address.isTls()) {
      tls(config);
    }
    if (!address.user().isEmpty()) {
      config.user(address.user());
    }
    if (!address.password().isEmpty()) {
      config.password(address.password());
    }
    return config.build();
  }

  @SuppressWarnings("deprecation") // SslOptions take files only, no factory of the app's own
  private void tls(DefaultJedisClientConfig.Builder config) {
    SSLSocketFactory factory = settings.tls();
    if (factory == null && !address.tls().isDefault()) {
      factory = address.tls().socketFactory();
    }
    if (factory == null) {
      config.sslOptions(SslOptions.defaults());
      return;
    }
    SSLParameters parameters = new SSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS"); // the certificate must be the host's
    config.ssl(true).sslSocketFactory(factory).sslParameters(parameters);
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (nodes != null) {
      nodes.close();
    }
  }

  @Override
  public String toString() {
    return address.toString();
  }
}
