package io.portrait.online;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;

/**
 * By what a writer sees whether Redis still remembers what it acknowledged. Thread-safe.
 *
 * <p>A hash beside the rows, {@code <project>:memory}, has two fields. {@code token} is random and
 * made by whoever finds none: where all keys were lost, it is another one. {@code mark} is what the
 * writer of the rows last put there: where Redis came back with an older memory, it is an older
 * one. A server that was started again is told by its run id.
 */
public final class OnlineMemory implements AutoCloseable {

  private static final byte[] TOKEN = ascii("token");
  private static final byte[] MARK = ascii("mark");
  private static final String RUN_ID = "run_id:";

  private final RedisLink link;
  private final byte[] key;

  private OnlineMemory(RedisLink link, byte[] key) {
    this.link = link;
    this.key = key;
  }

  /**
   * What Redis shows of its memory.
   *
   * @param token the same for as long as its keys are not lost as a whole
   * @param servers the run ids of all that may be written to, in alphabetical order with commas;
   *     another one means that a server was started again, or another took its place. Empty where
   *     the user may not ask for them
   * @param mark the last that was put there; empty for none
   */
  public record Seen(String token, String servers, String mark) {

    /** Whether several servers have a part of the keys each. */
    public boolean isCluster() {
      return servers.contains(",");
    }
  }

  /** The memory of a project's rows; nothing is connected before it is looked at. */
  public static OnlineMemory of(RedisAddress address, String project) {
    return new OnlineMemory(
        new RedisLink(address, RedisSettings.DEFAULT), new OnlineKeys(project).memory());
  }

  /** Looks, and makes a token where there is none. */
  public Seen look() {
    byte[] fresh = ascii(UUID.randomUUID().toString());
    List<@Nullable Object> replies =
        link.send(
            List.of(
                new CommandArguments(Command.HSETNX).key(key).add(TOKEN).add(fresh),
                new CommandArguments(Command.HGETALL).key(key)));
    link.unlessError(replies.get(0));
    Map<String, String> fields = fields((List<?>) link.unlessError(replies.get(1)));
    return new Seen(fields.getOrDefault("token", ""), servers(), fields.getOrDefault("mark", ""));
  }

  /** Puts a mark there in place of the one before. */
  public void mark(String mark) {
    link.send(List.of(new CommandArguments(Command.HSET).key(key).add(MARK).add(ascii(mark))))
        .forEach(link::unlessError);
  }

  private String servers() {
    try {
      return String.join(",", new TreeSet<>(link.withEach(OnlineMemory::runId)));
    } catch (OnlineStoreException e) {
      if (e.retryable()) {
        throw e;
      }
      return ""; // an ACL user who may not ask
    }
  }

  private static String runId(Connection connection) {
    connection.sendCommand(Command.INFO, "server");
    return text(connection.getOne())
        .lines()
        .filter(line -> line.startsWith(RUN_ID))
        .map(line -> line.substring(RUN_ID.length()))
        .findFirst()
        .orElse("");
  }

  private static Map<String, String> fields(@Nullable List<?> reply) {
    Map<String, String> fields = new HashMap<>();
    if (reply != null) {
      for (int i = 0; i + 1 < reply.size(); i += 2) {
        fields.put(text(reply.get(i)), text(reply.get(i + 1)));
      }
    }
    return fields;
  }

  private static String text(@Nullable Object reply) {
    return reply instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : "";
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() {
    link.close();
  }
}
