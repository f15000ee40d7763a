package io.portrait.online;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.exceptions.JedisDataException;

/** The round trips of one reading: they share its deadline, and what went wrong once. */
final class Trip {

  private final RedisLink link;
  private final long deadline;
  private final boolean again;
  private final Map<Long, OnlineStoreException> failedSchemas = new HashMap<>();

  Trip(RedisLink link, long deadline, boolean again) {
    this.link = link;
    this.deadline = deadline;
    this.again = again;
  }

  /** As {@link RedisLink#attempt}. */
  List<@Nullable Object> send(List<CommandArguments> commands) {
    return link.attempt(commands, deadline, again);
  }

  Map<Long, OnlineStoreException> failedSchemas() {
    return failedSchemas;
  }

  /** A row that could not be read, for a reply that is an error. */
  static SelectedRow failed(String userId, Object reply) {
    if (reply instanceof OnlineStoreException failure) {
      return SelectedRow.failed(userId, String.valueOf(failure.getMessage()), failure.retryable());
    }
    if (reply instanceof JedisDataException error) {
      return SelectedRow.failed(
          userId,
          "Redis answered: " + error.getMessage(),
          RedisFailure.outcome(error).status() == RowOutcome.Status.UNAVAILABLE);
    }
    throw new IllegalStateException("a reply of another kind: " + reply);
  }
}
