package io.portrait.online;

import java.util.Set;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** What an error of Redis or Jedis means: one line for people, and whether to try again. */
final class RedisFailure {

  /** The first word of errors that pass by themselves, or once somebody has seen to the server. */
  private static final Set<String> PASSING =
      Set.of(
          "ASK",
          "BUSY",
          "CLUSTERDOWN",
          "LOADING",
          "MASTERDOWN",
          "MISCONF",
          "MOVED",
          "NOREPLICAS",
          "OOM",
          "READONLY",
          "TRYAGAIN");

  private RedisFailure() {}

  /** One readable line, without the password. */
  static OnlineStoreException explain(RedisAddress address, JedisException failure) {
    if (failure instanceof JedisAccessControlException) {
      return new OnlineStoreException(refusal(address, failure), false, failure);
    }
    if (failure instanceof JedisDataException reply) {
      return new OnlineStoreException(
          address + " answered: " + reply.getMessage(), isPassing(reply), failure);
    }
    if (failure instanceof JedisConnectionException || failure.getCause() != null) {
      return new OnlineStoreException(
          "cannot reach " + address + ": " + reason(failure), true, failure);
    }
    return new OnlineStoreException(address + ": " + failure.getMessage(), false, failure);
  }

  /** What an error reply to one write means. */
  static RowOutcome outcome(JedisDataException reply) {
    return new RowOutcome(
        isPassing(reply) ? RowOutcome.Status.UNAVAILABLE : RowOutcome.Status.FAILED,
        String.valueOf(reply.getMessage()));
  }

  private static String refusal(RedisAddress address, JedisException failure) {
    String reply = String.valueOf(failure.getMessage());
    if (reply.startsWith("NOAUTH")) {
      return address + " wants a password";
    }
    if (reply.startsWith("WRONGPASS")) {
      return address + " refused the password";
    }
    return address + " refused: " + reply;
  }

  /**
   * Redis before 7 puts the word behind its own text: {@code ERR Error running script ...: -OOM}.
   */
  private static boolean isPassing(JedisDataException reply) {
    String text = String.valueOf(reply.getMessage());
    return PASSING.contains(text.split(" ", 2)[0])
        || (text.startsWith("ERR Error running script")
            && PASSING.stream().anyMatch(word -> text.contains("-" + word + " ")));
  }

  private static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    for (Throwable suppressed : cause.getSuppressed()) {
      cause = suppressed; // Jedis tries each of a host's addresses, and keeps why it could not
    }
    return cause instanceof java.net.UnknownHostException
        ? "no such host"
        : String.valueOf(cause.getMessage());
  }
}
