package io.portrait.online;

import com.google.common.hash.Hashing;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/** {@code write.lua}: sends rows to it through a pipeline, and sends the script where it is new. */
final class RowScript {

  private static final byte[] TWO_KEYS = {'2'};
  private static final Map<RowWrite.Kind, byte[]> KINDS = new EnumMap<>(RowWrite.Kind.class);

  static {
    for (RowWrite.Kind kind : RowWrite.Kind.values()) {
      KINDS.put(kind, kind.name().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII));
    }
  }

  private final byte[] source;
  private final byte[] sha;

  RowScript() {
    try {
      source = Resources.toByteArray(Resources.getResource(RowScript.class, "write.lua"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    sha = sha1(source);
  }

  @SuppressWarnings("deprecation") // Redis names scripts by their SHA-1; nothing is protected by it
  private static byte[] sha1(byte[] source) {
    return Hashing.sha1().hashBytes(source).toString().getBytes(StandardCharsets.US_ASCII);
  }

  /** One outcome per row, in order; the script is loaded into servers that have just started. */
  List<RowOutcome> write(RedisLink link, List<RowWrite> rows) {
    List<@Nullable Object> replies = send(link, rows);
    int missing = firstWithoutScript(replies);
    if (missing < rows.size()) {
      link.withEach(this::load);
      // From the first on, all again: two rows of one user never change places. Those of other
      // servers of a cluster that were written are not for the worse, and stay so here.
      List<@Nullable Object> again = send(link, rows.subList(missing, rows.size()));
      for (int i = missing; i < rows.size(); i++) {
        if (!isWritten(replies.get(i))) {
          replies.set(i, again.get(i - missing));
        }
      }
    }
    List<RowOutcome> outcomes = new ArrayList<>(replies.size());
    for (Object reply : replies) {
      outcomes.add(outcome(reply));
    }
    return outcomes;
  }

  private Object load(Connection connection) {
    connection.sendCommand(Command.SCRIPT, "LOAD".getBytes(StandardCharsets.US_ASCII), source);
    return connection.getOne();
  }

  private List<@Nullable Object> send(RedisLink link, List<RowWrite> rows) {
    List<CommandArguments> commands = new ArrayList<>(rows.size());
    for (RowWrite row : rows) {
      CommandArguments command =
          new CommandArguments(Command.EVALSHA)
              .add(sha)
              .add(TWO_KEYS)
              .key(row.profileKey())
              .key(row.embeddingKey())
              .add(KINDS.get(row.kind()))
              .add(row.row())
              .add(row.ttlMillis())
              .add(row.embedding());
      for (byte[] field : row.fields()) {
        command.add(field);
      }
      commands.add(command);
    }
    return link.send(commands);
  }

  private static int firstWithoutScript(List<@Nullable Object> replies) {
    for (int i = 0; i < replies.size(); i++) {
      if (replies.get(i) instanceof JedisNoScriptException) {
        return i;
      }
    }
    return replies.size();
  }

  private static RowOutcome outcome(@Nullable Object reply) {
    if (reply instanceof JedisDataException error) {
      return RedisFailure.outcome(error);
    }
    return isWritten(reply) ? RowOutcome.WRITTEN : RowOutcome.REFUSED;
  }

  private static boolean isWritten(@Nullable Object reply) {
    return reply instanceof Long done && done == 1;
  }
}
