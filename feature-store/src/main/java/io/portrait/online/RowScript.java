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
  private static final byte[] PX = {'P', 'X'};
  private static final byte[] NOTHING = {};
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

  /** One reply per row, in order. */
  private List<@Nullable Object> send(RedisLink link, List<RowWrite> rows) {
    List<CommandArguments> commands = new ArrayList<>(rows.size());
    for (RowWrite row : rows) {
      boolean isErasure = row.kind() == RowWrite.Kind.ERASE;
      if (isErasure) {
        // Of its own, and first: it lies in another slot, and a reader must not find neither.
        commands.add(tombstone(row));
      }
      CommandArguments command =
          new CommandArguments(Command.EVALSHA)
              .add(sha)
              .add(TWO_KEYS)
              .key(row.profileKey())
              .key(row.embeddingKey())
              .add(KINDS.get(row.kind()))
              .add(isErasure ? NOTHING : row.row())
              .add(row.ttlMillis())
              .add(row.embedding());
      if (!isErasure) {
        for (byte[] field : row.fields()) {
          command.add(field);
        }
      }
      commands.add(command);
    }
    List<@Nullable Object> replies = link.send(commands);
    return replies.size() == rows.size() ? replies : perRow(rows, replies);
  }

  private static CommandArguments tombstone(RowWrite row) {
    return new CommandArguments(Command.SET)
        .key(row.fields()[0])
        .add(row.row())
        .add(PX)
        .add(row.ttlMillis());
  }

  /** Of an erasure the script's reply, unless its tombstone was refused. */
  private static List<@Nullable Object> perRow(
      List<RowWrite> rows, List<@Nullable Object> replies) {
    List<@Nullable Object> ofRows = new ArrayList<>(rows.size());
    int next = 0;
    for (RowWrite row : rows) {
      Object reply = replies.get(next++);
      if (row.kind() == RowWrite.Kind.ERASE) {
        Object deleted = replies.get(next++);
        reply = reply instanceof JedisDataException ? reply : deleted;
      }
      ofRows.add(reply);
    }
    return ofRows;
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
