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

  /** One reply per row, in order. */
  private List<Object> send(Connection connection, List<RowWrite> rows) {
    int tombstones = 0;
    for (RowWrite row : rows) {
      boolean isErasure = row.kind() == RowWrite.Kind.ERASE;
      if (isErasure) {
        // Of its own, and first: it lies in another slot, and a reader must not find neither.
        connection.sendCommand(tombstone(row));
        tombstones++;
      }
      CommandArguments command =
          new CommandArguments(Command.EVALSHA)
              .add(sha)
              .add(TWO_KEYS)
              .add(row.profileKey())
              .add(row.embeddingKey())
              .add(KINDS.get(row.kind()))
              .add(isErasure ? NOTHING : row.row())
              .add(row.ttlMillis())
              .add(row.embedding());
      if (!isErasure) {
        for (byte[] field : row.fields()) {
          command.add(field);
        }
      }
      connection.sendCommand(command);
    }
    List<Object> replies = connection.getMany(rows.size() + tombstones);
    return tombstones == 0 ? replies : perRow(rows, replies);
  }

  private static CommandArguments tombstone(RowWrite row) {
    return new CommandArguments(Command.SET)
        .add(row.fields()[0])
        .add(row.row())
        .add(PX)
        .add(row.ttlMillis());
  }

  /** Of an erasure the script's reply, unless its tombstone was refused. */
  private static List<Object> perRow(List<RowWrite> rows, List<Object> replies) {
    List<Object> ofRows = new ArrayList<>(rows.size());
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
