package io.portrait.online;

import io.portrait.profile.RowVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Reads embeddings by themselves, each with the version in its own header, through one pipeline.
 * Plain reading commands all, for users who may do nothing else.
 */
final class EmbeddingReader {

  private static final byte[] START = {'0'};
  private static final byte[] HEADER_END =
      String.valueOf(RowHeader.LENGTH - 1).getBytes(StandardCharsets.US_ASCII);

  private final OnlineKeys keys;

  EmbeddingReader(OnlineKeys keys) {
    this.keys = keys;
  }

  /** Which versions Redis holds; without those who have no embedding. */
  List<EmbeddingVersion> versions(Connection connection, List<String> userIds) {
    for (String userId : userIds) {
      connection.sendCommand(Command.GETRANGE, keys.embedding(userId), START, HEADER_END);
    }
    List<Optional<EmbeddingVersion>> versions =
        replies(
            connection, userIds, (userId, header) -> new EmbeddingVersion(userId, version(header)));
    return versions.stream().flatMap(Optional::stream).toList();
  }

  /** The embeddings, in the order asked for. */
  List<Optional<StoredEmbedding>> read(Connection connection, List<String> userIds) {
    for (String userId : userIds) {
      connection.sendCommand(Command.GET, keys.embedding(userId));
    }
    return replies(
        connection,
        userIds,
        (userId, bytes) ->
            new StoredEmbedding(userId, version(bytes), EmbeddingBytes.vector(bytes)));
  }

  private static RowVersion version(byte[] bytes) {
    return RowHeader.read(bytes).version();
  }

  /**
   * A reply a user; one that is missing (to GET) or without bytes (to GETRANGE) is no embedding.
   */
  private static <T> List<Optional<T>> replies(
      Connection connection, List<String> userIds, BiFunction<String, byte[], T> of) {
    List<Object> replies = connection.getMany(userIds.size());
    List<Optional<T>> results = new ArrayList<>(replies.size());
    for (int i = 0; i < replies.size(); i++) {
      @Nullable Object reply = replies.get(i);
      if (reply instanceof JedisDataException error) {
        throw error;
      }
      if (reply instanceof byte[] bytes && bytes.length > 0) {
        results.add(Optional.of(read(userIds.get(i), bytes, of)));
      } else {
        results.add(Optional.empty());
      }
    }
    return results;
  }

  private static <T> T read(String userId, byte[] bytes, BiFunction<String, byte[], T> of) {
    try {
      return of.apply(userId, bytes);
    } catch (IllegalArgumentException e) {
      throw new OnlineStoreException(
          "the embedding of " + userId + " cannot be read: " + e.getMessage(), false, e);
    }
  }
}
