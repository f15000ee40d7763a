package io.portrait.online;

import io.portrait.profile.RowVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/**
 * Reads embeddings by themselves, each with the version in its own header, through one pipeline.
 * Plain reading commands all, for users who may do nothing else.
 */
final class EmbeddingReader {

  private static final byte[] START = {'0'};
  private static final byte[] HEADER_END =
      String.valueOf(RowHeader.LENGTH - 1).getBytes(StandardCharsets.US_ASCII);

  private final RedisLink link;
  private final OnlineKeys keys;

  EmbeddingReader(RedisLink link, OnlineKeys keys) {
    this.link = link;
    this.keys = keys;
  }

  /** Which versions Redis holds; without those who have no embedding. */
  List<EmbeddingVersion> versions(List<String> userIds) {
    List<CommandArguments> commands = new ArrayList<>(userIds.size());
    for (String userId : userIds) {
      commands.add(
          new CommandArguments(Command.GETRANGE)
              .key(keys.embedding(userId))
              .add(START)
              .add(HEADER_END));
    }
    List<Optional<EmbeddingVersion>> versions =
        replies(
            commands, userIds, (userId, header) -> new EmbeddingVersion(userId, version(header)));
    return versions.stream().flatMap(Optional::stream).toList();
  }

  /** The embeddings, in the order asked for. */
  List<Optional<StoredEmbedding>> read(List<String> userIds) {
    List<CommandArguments> commands = new ArrayList<>(userIds.size());
    for (String userId : userIds) {
      commands.add(new CommandArguments(Command.GET).key(keys.embedding(userId)));
    }
    return replies(
        commands,
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
  private <T> List<Optional<T>> replies(
      List<CommandArguments> commands, List<String> userIds, BiFunction<String, byte[], T> of) {
    List<@Nullable Object> replies = link.send(commands);
    List<Optional<T>> results = new ArrayList<>(replies.size());
    for (int i = 0; i < replies.size(); i++) {
      Object reply = link.unlessError(replies.get(i));
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
