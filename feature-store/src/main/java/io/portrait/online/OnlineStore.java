package io.portrait.online;

import com.google.common.collect.Iterators;
import com.google.common.collect.Lists;
import io.portrait.profile.ProfileSchema;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;

/**
 * The profiles of one project in Redis ({@code FORMAT.md}): reads them in either encoding, writes
 * them only forwards. Thread-safe.
 *
 * <p>Every method throws {@link OnlineStoreException} where Redis cannot be reached, or refuses.
 */
public final class OnlineStore implements AutoCloseable {

  /** How many users a round trip reads at most. */
  private static final int READ_BATCH = 500;

  private final RedisLink link;
  private final OnlineKeys keys;
  private final RowScript script = new RowScript();
  private final ProfileReader reader;
  private final EmbeddingReader embeddings;

  /** By key, what rows cannot be read without. */
  private final Map<ByteBuffer, byte[]> kept = new ConcurrentHashMap<>();

  private OnlineStore(RedisLink link, String project) {
    this.link = link;
    keys = new OnlineKeys(project);
    reader = new ProfileReader(link, keys);
    embeddings = new EmbeddingReader(link, keys);
  }

  /**
   * Opens the profiles of a project and sees that Redis answers.
   *
   * @throws OnlineStoreException if Redis cannot be reached, or refuses the password
   */
  public static OnlineStore connect(RedisAddress address, String project) {
    RedisLink link = new RedisLink(address, RedisSettings.DEFAULT);
    try {
      link.with(Connection::ping);
      return new OnlineStore(link, project);
    } catch (OnlineStoreException e) {
      link.close();
      throw e;
    }
  }

  /** A user's profile; empty where Redis has none. */
  public Optional<StoredProfile> get(String userId) {
    return getAll(List.of(userId)).get(0);
  }

  /** The profiles of many users, in the order asked for, a few hundred in one round trip. */
  public List<Optional<StoredProfile>> getAll(List<String> userIds) {
    List<Optional<StoredProfile>> rows = new ArrayList<>(userIds.size());
    for (List<String> batch : Lists.partition(userIds, READ_BATCH)) {
      rows.addAll(reader.read(batch));
    }
    return rows;
  }

  /**
   * Writes rows through one pipeline, in order. Each wins only with a higher version than the one
   * stored; so sending the same again, after an error, does no harm.
   *
   * @return an outcome per row, in order
   */
  public List<RowOutcome> write(List<RowWrite> rows) {
    restore();
    return script.write(link, rows);
  }

  /**
   * Stores a schema, without which its rows cannot be read. From then on {@link #write} sees that
   * it stays there, whatever happens to Redis.
   */
  public void putSchema(ProfileSchema schema) {
    keep(keys.schema(schema.id()), schema.toJson().getBytes(StandardCharsets.UTF_8));
    keep(keys.latestSchema(), schema.id().getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * Stores the salt, without which nobody finds the tombstone of a user. From then on {@link
   * #write} sees that it stays there, as with schemas. Another one that was there is replaced:
   * tombstones under it mean nothing any more.
   *
   * @param salt of {@link io.portrait.event.ErasedUser#hash}
   */
  public void putErasureSalt(byte[] salt) {
    keep(keys.erasureSalt(), salt.clone());
  }

  private void keep(byte[] key, byte[] value) {
    kept.put(ByteBuffer.wrap(key), value);
    put(List.of(Map.entry(ByteBuffer.wrap(key), value)));
  }

  private void restore() {
    List<Map.Entry<ByteBuffer, byte[]>> entries = List.copyOf(kept.entrySet());
    if (entries.isEmpty()) {
      return;
    }
    // A command a key: those of a cluster lie on several servers.
    List<CommandArguments> commands =
        entries.stream()
            .map(entry -> new CommandArguments(Command.EXISTS).key(entry.getKey().array()))
            .toList();
    List<@Nullable Object> replies = link.send(commands);
    List<Map.Entry<ByteBuffer, byte[]>> missing = new ArrayList<>();
    for (int i = 0; i < replies.size(); i++) {
      if (Long.valueOf(0).equals(link.unlessError(replies.get(i)))) {
        missing.add(entries.get(i));
      }
    }
    if (!missing.isEmpty()) {
      put(missing);
    }
  }

  private void put(List<Map.Entry<ByteBuffer, byte[]>> entries) {
    List<CommandArguments> commands =
        entries.stream()
            .map(
                entry ->
                    new CommandArguments(Command.SET)
                        .key(entry.getKey().array())
                        .add(entry.getValue()))
            .toList();
    link.send(commands).forEach(link::unlessError);
  }

  /**
   * Every user with a profile, once, in no order. Users that come or go meanwhile may be there or
   * not. Remembers the ids it gave.
   */
  public Iterator<String> users() {
    return new UserScan(link, keys.profilePattern(), keys::userOf);
  }

  /**
   * Which version of every user's embedding Redis holds, page by page, each user once, in no order.
   * Reads headers only, so that who keeps a copy asks {@link #embeddings} only for what is new.
   * Users that come or go meanwhile may be there or not. Remembers the ids it gave.
   */
  public Iterator<List<EmbeddingVersion>> embeddingVersions() {
    Iterator<String> users = new UserScan(link, keys.embeddingPattern(), keys::userOfEmbedding);
    return Iterators.transform(Iterators.partition(users, READ_BATCH), embeddings::versions);
  }

  /**
   * The embeddings of many users, in the order asked for, a few hundred in one round trip; empty
   * where Redis has none.
   */
  public List<Optional<StoredEmbedding>> embeddings(List<String> userIds) {
    List<Optional<StoredEmbedding>> found = new ArrayList<>(userIds.size());
    for (List<String> batch : Lists.partition(userIds, READ_BATCH)) {
      found.addAll(embeddings.read(batch));
    }
    return found;
  }

  /** How many users have a profile; walks through all keys of Redis. */
  public long count() {
    long count = 0;
    for (Iterator<String> users = users(); users.hasNext(); users.next()) {
      count++;
    }
    return count;
  }

  @Override
  public void close() {
    link.close();
  }
}
