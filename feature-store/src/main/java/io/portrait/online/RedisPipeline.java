package io.portrait.online;

import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisAskDataException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisRedirectionException;
import redis.clients.jedis.util.Pool;

/**
 * One sending of commands: a pipeline to each server concerned, all written before any is read, so
 * that together they take one round trip. Keys that have moved are followed.
 */
final class RedisPipeline {

  /** Stands where there is no reply: the server could not be reached, or let nobody in. */
  record Unanswered(JedisException why) {}

  /** How often a key is followed; one that moves faster has no place to be found at. */
  private static final int MOST_MOVES = 5;

  private final RedisNodes nodes;
  private final int timeoutMillis;
  private final List<CommandArguments> commands;
  private final @Nullable Object[] replies;

  RedisPipeline(RedisNodes nodes, List<CommandArguments> commands, int timeoutMillis) {
    this.nodes = nodes;
    this.commands = commands;
    this.timeoutMillis = timeoutMillis;
    replies = new Object[commands.size()];
  }

  /**
   * Sends them.
   *
   * @param again whether what failed, other than by taking too long, is sent once more: a
   *     connection may have died while it lay idle, a server of a cluster have been replaced
   * @return a reply per command, in order; an error reply is a {@link JedisException} among them,
   *     no reply an {@link Unanswered}
   */
  List<@Nullable Object> send(boolean again) {
    for (Share share : exchange(shares())) {
      if (again && share.failure != null && !isTimeout(share.failure)) {
        share.pool.clear();
        nodes.renew();
        exchange(shares(share.places));
      }
    }
    for (int move = 0; move < MOST_MOVES; move++) {
      List<Integer> moved = moved();
      if (moved.isEmpty()) {
        break;
      }
      follow(moved);
    }
    return Arrays.asList(replies);
  }

  private static boolean isTimeout(JedisException failure) {
    return !(failure instanceof JedisConnectionException)
        || failure.getCause() instanceof SocketTimeoutException;
  }

  private Collection<Share> shares() {
    List<Integer> all = new ArrayList<>(commands.size());
    for (int place = 0; place < commands.size(); place++) {
      all.add(place);
    }
    return shares(all);
  }

  private Collection<Share> shares(List<Integer> places) {
    IdentityHashMap<Pool<Connection>, Share> shares = new IdentityHashMap<>();
    for (int place : places) {
      Pool<Connection> pool = nodes.of(commands.get(place));
      shares.computeIfAbsent(pool, Share::new).places.add(place);
    }
    return shares.values();
  }

  private static Collection<Share> exchange(Collection<Share> shares) {
    shares.forEach(Share::write);
    shares.forEach(Share::read);
    return shares;
  }

  private List<Integer> moved() {
    List<Integer> moved = new ArrayList<>();
    for (int place = 0; place < replies.length; place++) {
      if (replies[place] instanceof JedisRedirectionException) {
        moved.add(place);
      }
    }
    return moved;
  }

  /** A slot that has moved is looked up anew; of one that is moving, single keys are asked for. */
  private void follow(List<Integer> moved) {
    List<Integer> again = new ArrayList<>();
    for (int place : moved) {
      if (replies[place] instanceof JedisAskDataException ask) {
        askFor(place, nodes.at(ask.getTargetNode()));
      } else {
        again.add(place);
      }
    }
    if (!again.isEmpty()) {
      nodes.renew();
      exchange(shares(again));
    }
  }

  private void askFor(int place, Pool<Connection> pool) {
    Share share = new Share(pool);
    share.asking = true;
    share.places.add(place);
    exchange(List.of(share));
  }

  /** What one server is asked. */
  private final class Share {

    private final Pool<Connection> pool;
    private final List<Integer> places = new ArrayList<>();
    private boolean asking;
    private @Nullable Connection connection;
    private @Nullable JedisException failure;

    Share(Pool<Connection> pool) {
      this.pool = pool;
    }

    void write() {
      try {
        Connection borrowed = pool.getResource();
        connection = borrowed;
        borrowed.setSoTimeout(timeoutMillis);
        if (asking) {
          borrowed.sendCommand(Command.ASKING);
        }
        for (int place : places) {
          borrowed.sendCommand(commands.get(place));
        }
        borrowed.getMany(0); // sends what lies in its buffer, reads nothing
      } catch (JedisException e) {
        failed(e);
      }
    }

    void read() {
      if (failure != null || connection == null) {
        return;
      }
      try {
        List<Object> answers = connection.getMany(places.size() + (asking ? 1 : 0));
        for (int i = 0; i < places.size(); i++) {
          replies[places.get(i)] = answers.get(asking ? i + 1 : i);
        }
        RedisLink.giveBack(connection);
      } catch (JedisException e) {
        failed(e);
      }
    }

    private void failed(JedisException e) {
      failure = e;
      for (int place : places) {
        replies[place] = new Unanswered(e);
      }
      if (connection != null) {
        connection.setBroken();
        RedisLink.giveBack(connection);
      }
    }
  }
}
