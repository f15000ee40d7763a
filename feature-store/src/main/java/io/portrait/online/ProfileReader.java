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
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/**
 * Reads profiles in whichever encoding they lie.
 *
 * <p>A packed row and its embedding are read by one command, so that they are of one version. No
 * command reads a hash with another key; there the embedding is read before and after it, and the
 * one that belongs to it is taken. Plain reading commands all, for users who may do nothing else.
 */
final class ProfileReader {

  private final RedisLink link;
  private final OnlineKeys keys;
  private final Map<String, ProfileSchema> schemas = new ConcurrentHashMap<>();

  ProfileReader(RedisLink link, OnlineKeys keys) {
    this.link = link;
    this.keys = keys;
  }

  List<Optional<StoredProfile>> read(List<String> userIds) {
    List<CommandArguments> commands = new ArrayList<>(userIds.size());
    for (String userId : userIds) {
      commands.add(
          new CommandArguments(Command.MGET).key(keys.profile(userId)).key(keys.embedding(userId)));
    }
    List<Optional<StoredProfile>> rows = new ArrayList<>(userIds.size());
    List<Integer> notPacked = new ArrayList<>();
    List<@Nullable Object> replies = link.send(commands);
    for (int i = 0; i < replies.size(); i++) {
      List<?> strings = list(replies.get(i));
      byte[] row = (byte[]) strings.get(0);
      if (row == null) {
        notPacked.add(i);
        rows.add(Optional.empty());
      } else {
        rows.add(Optional.of(packed(userIds.get(i), row, (byte[]) strings.get(1))));
      }
    }
    readHashes(userIds, notPacked, rows);
    return rows;
  }

  private StoredProfile packed(String userId, byte[] row, byte @Nullable [] embedding) {
    try {
      ProfileSchema schema = schema(PackedRow.schemaId(row));
      return new StoredProfile(PackedRow.decode(userId, row, embedding, schema), schema);
    } catch (IllegalArgumentException e) {
      throw unreadable(userId, e);
    }
  }

  private void readHashes(
      List<String> userIds, List<Integer> places, List<Optional<StoredProfile>> rows) {
    List<CommandArguments> commands = new ArrayList<>(3 * places.size());
    for (int place : places) {
      String userId = userIds.get(place);
      commands.add(new CommandArguments(Command.GET).key(keys.embedding(userId)));
      commands.add(new CommandArguments(Command.HGETALL).key(keys.profile(userId)));
      commands.add(new CommandArguments(Command.GET).key(keys.embedding(userId)));
    }
    List<@Nullable Object> replies = link.send(commands);
    for (int i = 0; i < places.size(); i++) {
      byte[] before = bytes(replies.get(3 * i));
      Map<String, String> fields = fields(list(replies.get(3 * i + 1)));
      byte[] after = bytes(replies.get(3 * i + 2));
      if (!fields.isEmpty()) {
        int place = places.get(i);
        rows.set(place, Optional.of(hash(userIds.get(place), fields, before, after)));
      }
    }
  }

  private StoredProfile hash(
      String userId,
      Map<String, String> fields,
      byte @Nullable [] before,
      byte @Nullable [] after) {
    try {
      HashRowReader row = new HashRowReader(fields);
      RowHeader header = row.header();
      ProfileSchema schema = schema(header.schemaId());
      byte[] embedding = EmbeddingBytes.read(before, header) == null ? after : before;
      return new StoredProfile(row.read(userId, embedding, schema), schema);
    } catch (IllegalArgumentException e) {
      throw unreadable(userId, e);
    }
  }

  private ProfileSchema schema(String id) {
    ProfileSchema known = schemas.get(id);
    if (known != null) {
      return known;
    }
    byte[] json =
        bytes(link.send(List.of(new CommandArguments(Command.GET).key(keys.schema(id)))).get(0));
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

  private List<?> list(@Nullable Object reply) {
    return link.unlessError(reply) instanceof List<?> list ? list : List.of();
  }

  private byte @Nullable [] bytes(@Nullable Object reply) {
    return (byte[]) link.unlessError(reply);
  }

  private static OnlineStoreException unreadable(String userId, IllegalArgumentException cause) {
    return new OnlineStoreException(
        "the profile of " + userId + " cannot be read: " + cause.getMessage(), false, cause);
  }
}
