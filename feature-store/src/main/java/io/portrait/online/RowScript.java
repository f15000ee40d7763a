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

  /** One outcome per row, in order; the script is loaded into a server that has just started. */
  List<RowOutcome> write(Connection connection, List<RowWrite> rows) {
    List<Object> replies = send(connection, rows);
    int missing = firstWithoutScript(replies);
    if (missing < rows.size()) {
      connection.sendCommand(Command.SCRIPT, "LOAD".getBytes(StandardCharsets.US_ASCII), source);
      connection.getOne();
      // From the first on, all again: two rows of one user never change places.
      List<RowWrite> again = rows.subList(missing, rows.size());
      replies = new ArrayList<>(replies.subList(0, missing));
      replies.addAll(send(connection, again));
    }
    List<RowOutcome> outcomes = new ArrayList<>(replies.size());
    for (Object reply : replies) {
      outcomes.add(outcome(reply));
    }
    return outcomes;
  }

  private List<Object> send(Connection connection, List<RowWrite> rows) {
    for (RowWrite row : rows) {
      CommandArguments command =
          new CommandArguments(Command.EVALSHA)
              .add(sha)
              .add(TWO_KEYS)
              .add(row.profileKey())
              .add(row.embeddingKey())
              .add(KINDS.get(row.kind()))
              .add(row.row())
              .add(row.ttlMillis())
              .add(row.embedding());
      for (byte[] field : row.fields()) {
        command.add(field);
      }
      connection.sendCommand(command);
    }
    return connection.getMany(rows.size());
  }

  private static int firstWithoutScript(List<Object> replies) {
    for (int i = 0; i < replies.size(); i++) {
      if (replies.get(i) instanceof JedisNoScriptException) {
        return i;
      }
    }
    return replies.size();
  }

  private static RowOutcome outcome(Object reply) {
    if (reply instanceof JedisDataException error) {
      return RedisFailure.outcome(error);
    }
    return reply instanceof Long done && done == 1 ? RowOutcome.WRITTEN : RowOutcome.REFUSED;
  }
}
