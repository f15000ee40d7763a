package io.portrait.online;

import io.portrait.profile.ProfileSchema;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Reads profiles in whichever encoding they lie.
 *
 * <p>A packed row and its embedding are read by one command, so that they are of one version. No
 * command reads a hash with another key; there the embedding is read before and after it, and the
 * one that belongs to it is taken. Plain reading commands all, for users who may do nothing else.
 */
final class ProfileReader {

  private final OnlineKeys keys;
  private final Map<String, ProfileSchema> schemas = new ConcurrentHashMap<>();

  ProfileReader(OnlineKeys keys) {
    this.keys = keys;
  }

  List<Optional<StoredProfile>> read(Connection connection, List<String> userIds) {
    for (String userId : userIds) {
      connection.sendCommand(Command.MGET, keys.profile(userId), keys.embedding(userId));
    }
    List<Optional<StoredProfile>> rows = new ArrayList<>(userIds.size());
    List<Integer> notPacked = new ArrayList<>();
    List<Object> replies = connection.getMany(userIds.size());
    for (int i = 0; i < replies.size(); i++) {
      List<?> strings = list(replies.get(i));
      byte[] row = (byte[]) strings.get(0);
      if (row == null) {
        notPacked.add(i);
        rows.add(Optional.empty());
      } else {
        rows.add(Optional.of(packed(connection, userIds.get(i), row, (byte[]) strings.get(1))));
      }
    }
    readHashes(connection, userIds, notPacked, rows);
    return rows;
  }

  private StoredProfile packed(
      Connection connection, String userId, byte[] row, byte @Nullable [] embedding) {
    try {
      ProfileSchema schema = schema(connection, PackedRow.schemaId(row));
      return new StoredProfile(PackedRow.decode(userId, row, embedding, schema), schema);
    } catch (IllegalArgumentException e) {
      throw unreadable(userId, e);
    }
  }

  private void readHashes(
      Connection connection,
      List<String> userIds,
      List<Integer> places,
      List<Optional<StoredProfile>> rows) {
    for (int place : places) {
      String userId = userIds.get(place);
      connection.sendCommand(Command.GET, keys.embedding(userId));
      connection.sendCommand(Command.HGETALL, keys.profile(userId));
      connection.sendCommand(Command.GET, keys.embedding(userId));
    }
    List<Object> replies = connection.getMany(3 * places.size());
    for (int i = 0; i < places.size(); i++) {
      byte[] before = bytes(replies.get(3 * i));
      Map<String, String> fields = fields(list(replies.get(3 * i + 1)));
      byte[] after = bytes(replies.get(3 * i + 2));
      if (!fields.isEmpty()) {
        int place = places.get(i);
        rows.set(place, Optional.of(hash(connection, userIds.get(place), fields, before, after)));
      }
    }
  }

  private StoredProfile hash(
      Connection connection,
      String userId,
      Map<String, String> fields,
      byte @Nullable [] before,
      byte @Nullable [] after) {
    try {
      HashRowReader row = new HashRowReader(fields);
      RowHeader header = row.header();
      ProfileSchema schema = schema(connection, header.schemaId());
      byte[] embedding = EmbeddingBytes.read(before, header) == null ? after : before;
      return new StoredProfile(row.read(userId, embedding, schema), schema);
    } catch (IllegalArgumentException e) {
      throw unreadable(userId, e);
    }
  }

  private ProfileSchema schema(Connection connection, String id) {
    ProfileSchema known = schemas.get(id);
    if (known != null) {
      return known;
    }
    connection.sendCommand(Command.GET, keys.schema(id));
    byte[] json = connection.getBinaryBulkReply();
    if (json == null) {
      throw new IllegalArgumentException("Redis does not hold its schema " + id);
    }
    ProfileSchema schema = ProfileSchema.fromJson(new String(json, StandardCharsets.UTF_8));
    schemas.put(id, schema);
    return schema;
  }

  private static Map<String, String> fields(List<?> namesAndValues) {
    Map<String, String> fields = new HashMap<>();
    for (int i = 0; i + 1 < namesAndValues.size(); i += 2) {
      fields.put(text(namesAndValues.get(i)), text(namesAndValues.get(i + 1)));
    }
    return fields;
  }

  private static String text(Object bytes) {
    return new String((byte[]) bytes, StandardCharsets.UTF_8);
  }

  private static List<?> list(Object reply) {
    throwIfError(reply);
    return (List<?>) reply;
  }

  private static byte @Nullable [] bytes(@Nullable Object reply) {
    throwIfError(reply);
    return (byte[]) reply;
  }

  private static void throwIfError(@Nullable Object reply) {
    if (reply instanceof JedisDataException error) {
      throw error;
    }
  }

  private static OnlineStoreException unreadable(String userId, IllegalArgumentException cause) {
    return new OnlineStoreException(
        "the profile of " + userId + " cannot be read: " + cause.getMessage(), false, cause);
  }
}
