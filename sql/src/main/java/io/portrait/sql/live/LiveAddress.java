package io.portrait.sql.live;

import io.portrait.client.ProfileClient;
import io.portrait.job.Secrets;
import io.portrait.online.OnlineStore;
import io.portrait.online.RedisAddress;
import io.portrait.tls.PemTls;
import java.io.Serializable;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.connector.source.lookup.LookupOptions;

/**
 * Where profiles are served, without any secret: each worker reads those from its own environment.
 */
final class LiveAddress implements Serializable {

  private static final long serialVersionUID = 1L;

  /** Before a second try; before each next one twice as long. */
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

  private final String url;
  private final String project;
  private final String user;
  private final String password;
  private final Duration timeout;
  private final int retries;

  LiveAddress(ReadableConfig options) {
    url = options.get(LiveOptions.URL);
    project = options.get(LiveOptions.PROJECT);
    user = options.get(LiveOptions.USER);
    password = options.get(LiveOptions.PASSWORD);
    timeout = options.get(LiveOptions.TIMEOUT);
    retries = options.get(LookupOptions.MAX_RETRIES);
  }

  /** Refuses what is no address; one line. */
  void check() {
    RedisAddress unused = new RedisAddress(url, user, "");
    if (project.isBlank()) {
      throw new IllegalArgumentException("'project' is empty");
    }
    if (timeout.isZero() || timeout.isNegative()) {
      throw new IllegalArgumentException("'timeout' is above 0");
    }
  }

  /** How long a look-up may take, tries and pauses included. */
  Duration timeout() {
    return timeout;
  }

  /**
   * A client of the profiles; nothing is connected yet.
   *
   * @throws IllegalArgumentException if the password's reference leads nowhere; one line
   */
  ProfileClient client() {
    return ProfileClient.builder(project)
        .redis(withCredentials())
        .connectTimeout(timeout)
        .replyTimeout(timeout)
        .retries(retries, FIRST_PAUSE)
        .build();
  }

  /**
   * What finds all users.
   *
   * @throws io.portrait.online.OnlineStoreException if Redis cannot be reached, or refuses
   */
  OnlineStore store() {
    return OnlineStore.connect(withCredentials(), project);
  }

  private RedisAddress withCredentials() {
    Map<String, String> environment = System.getenv();
    Secrets secrets = new Secrets(environment);
    return new RedisAddress(
        url,
        user.isEmpty() ? environment.getOrDefault("PORTRAIT_REDIS_USER", "") : user,
        password.isEmpty()
            ? secrets.of("PORTRAIT_REDIS_PASSWORD")
            : secrets.resolve(LiveOptions.PASSWORD.key(), password),
        PemTls.of(environment, "PORTRAIT_REDIS"));
  }

  /** Names Redis and project. */
  @Override
  public String toString() {
    return url + " " + project;
  }
}
