package io.portrait.online;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;

/**
 * The files in which a Redis keeps its keys. A key that is deleted stands in them until they are
 * written anew.
 */
public final class RedisPersistence {

  private static final long POLL_MILLIS = 50;
  private static final String NO_SUCH = "";

  private RedisPersistence() {}

  /**
   * What became of the files.
   *
   * @param rewritten of them: {@code append-only file}, {@code dump}
   * @param refused why others were not, a line each
   */
  public record Outcome(List<String> rewritten, List<String> refused) {

    public Outcome {
      rewritten = List.copyOf(rewritten);
      refused = List.copyOf(refused);
    }
  }

  /**
   * Has Redis, every server of a cluster, write its files anew, and waits for it. A managed one
   * that does not let anybody is believed: it says so.
   *
   * @param within how long each file may take
   * @throws OnlineStoreException if Redis cannot be reached
   */
  public static Outcome rewrite(RedisAddress address, Duration within) {
    Set<String> rewritten = new LinkedHashSet<>();
    Set<String> refused = new LinkedHashSet<>();
    try (RedisLink link = new RedisLink(address, RedisSettings.DEFAULT)) {
      for (RedisLink.Server server : link.servers()) {
        rewrite(server, within, rewritten, refused);
      }
    }
    return new Outcome(List.copyOf(rewritten), List.copyOf(refused));
  }

  private static void rewrite(
      RedisLink.Server server, Duration within, Set<String> rewritten, Set<String> refused) {
    if (info(server).getOrDefault("aof_enabled", NO_SUCH).equals("1")) {
      rewrite(
          server,
          "append-only file",
          Command.BGREWRITEAOF,
          List.of("aof_rewrite_in_progress", "aof_rewrite_scheduled"),
          "aof_last_bgrewrite_status",
          within,
          rewritten,
          refused);
    }
    if (dumps(server)) {
      rewrite(
          server,
          "dump",
          Command.BGSAVE,
          List.of("rdb_bgsave_in_progress"),
          "rdb_last_bgsave_status",
          within,
          rewritten,
          refused);
    }
  }

  private static void rewrite(
      RedisLink.Server server,
      String name,
      Command command,
      List<String> progress,
      String status,
      Duration within,
      Set<String> rewritten,
      Set<String> refused) {
    long deadline = System.nanoTime() + within.toNanos();
    try {
      // One that has begun before may have begun before the key was deleted.
      awaitEnd(server, progress, deadline);
      server.with(
          connection -> {
            connection.sendCommand(command);
            return connection.getStatusCodeReply();
          });
      Map<String, String> after = awaitEnd(server, progress, deadline);
      if ("ok".equals(after.get(status))) {
        rewritten.add(name);
      } else {
        refused.add(name + ": Redis could not write it anew");
      }
    } catch (OnlineStoreException e) {
      refused.add(name + ": " + e.getMessage());
    }
  }

  private static Map<String, String> awaitEnd(
      RedisLink.Server server, List<String> progress, long deadline) {
    while (true) {
      Map<String, String> info = info(server);
      if (progress.stream().allMatch(field -> info.getOrDefault(field, "0").equals("0"))) {
        return info;
      }
      if (System.nanoTime() > deadline) {
        return Map.of();
      }
      try {
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Map.of();
      }
    }
  }

  /** Whether it writes dumps by itself; where nobody may ask, whether it ever has. */
  private static boolean dumps(RedisLink.Server server) {
    try {
      return server.with(
          connection -> {
            connection.sendCommand(Command.CONFIG, "GET", "save");
            @Nullable List<?> reply = (List<?>) connection.getOne();
            return reply != null && reply.size() == 2 && !text(reply.get(1)).isEmpty();
          });
    } catch (OnlineStoreException e) {
      return !info(server).getOrDefault("rdb_saves", "0").equals("0");
    }
  }

  private static Map<String, String> info(RedisLink.Server server) {
    return server.with(RedisPersistence::info);
  }

  private static Map<String, String> info(Connection connection) {
    connection.sendCommand(Command.INFO, "persistence");
    Map<String, String> fields = new LinkedHashMap<>();
    text(connection.getOne())
        .lines()
        .map(line -> line.split(":", 2))
        .filter(field -> field.length == 2)
        .forEach(field -> fields.put(field[0], field[1]));
    return fields;
  }

  private static String text(@Nullable Object reply) {
    return reply instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : "";
  }
}
