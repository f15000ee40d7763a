package io.portrait.online;

import io.portrait.profile.ProfileSchema;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/** Which columns a project's profiles have now, as the job that writes them says. */
public final class ProfileColumns {

  private ProfileColumns() {}

  /**
   * The schema that was published last.
   *
   * @throws OnlineStoreException if Redis cannot be reached, refuses, or holds none of the project
   */
  public static ProfileSchema latest(RedisLink link, String project) {
    OnlineKeys keys = new OnlineKeys(project);
    byte[] id = read(link, keys.latestSchema());
    byte[] json =
        id == null ? null : read(link, keys.schema(new String(id, StandardCharsets.US_ASCII)));
    if (json == null) {
      throw new OnlineStoreException(
          link
              + " holds no profiles of '"
              + project
              + "' yet: no job has said what columns they have",
          true,
          null);
    }
    try {
      return ProfileSchema.fromJson(new String(json, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw new OnlineStoreException(link + ": " + e.getMessage(), false, e);
    }
  }

  private static byte @Nullable [] read(RedisLink link, byte[] key) {
    Object reply = link.send(List.of(new CommandArguments(Command.GET).key(key))).get(0);
    return (byte[]) link.unlessError(reply);
  }
}
