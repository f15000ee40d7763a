package io.portrait.online;

import java.time.Duration;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * How Redis is spoken to.
 *
 * @param connectTimeout how long opening a connection may take, at least a millisecond
 * @param replyTimeout how long a reply may take, at least a millisecond
 * @param connections to each server at most, at least 1
 * @param tls where {@code rediss://} takes its trust from; null for what the address says
 */
public record RedisSettings(
    Duration connectTimeout,
    Duration replyTimeout,
    int connections,
    @Nullable SSLSocketFactory tls) {

  /** What fits a job or a command. */
  public static final RedisSettings DEFAULT =
      new RedisSettings(Duration.ofSeconds(3), Duration.ofSeconds(10), 8, null);

  public RedisSettings {
    check("connectTimeout", connectTimeout);
    check("replyTimeout", replyTimeout);
    if (connections < 1) {
      throw new IllegalArgumentException("connections " + connections + ": at least 1");
    }
  }

  private static void check(String name, Duration timeout) {
    if (timeout.toMillis() < 1 || timeout.toMillis() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(name + " " + timeout + ": from 1 ms to 24 days");
    }
  }
}
