package io.portrait.sql.live;

import io.portrait.job.Secrets;
import io.portrait.online.OnlineStore;
import io.portrait.online.RedisAddress;
import java.io.Serializable;
import java.util.Map;
import org.apache.flink.configuration.ReadableConfig;

/**
 * Where profiles are served, without any secret: each worker reads those from its own environment.
 */
final class LiveAddress implements Serializable {

  private static final long serialVersionUID = 1L;

  private final String url;
  private final String project;
  private final String user;
  private final String password;

  LiveAddress(ReadableConfig options) {
    url = options.get(LiveOptions.URL);
    project = options.get(LiveOptions.PROJECT);
    user = options.get(LiveOptions.USER);
    password = options.get(LiveOptions.PASSWORD);
  }

  /** Refuses what is no address; one line. */
  void check() {
    RedisAddress unused = new RedisAddress(url, user, "");
    if (project.isBlank()) {
      throw new IllegalArgumentException("'project' is empty");
    }
  }

  /**
   * Connects.
   *
   * @throws io.portrait.online.OnlineStoreException if Redis cannot be reached, or refuses
   * @throws IllegalArgumentException if the password's reference leads nowhere; one line
   */
  OnlineStore open() {
    Map<String, String> environment = System.getenv();
    Secrets secrets = new Secrets(environment);
    return OnlineStore.connect(
        new RedisAddress(
            url,
            user.isEmpty() ? environment.getOrDefault("PORTRAIT_REDIS_USER", "") : user,
            password.isEmpty()
                ? secrets.of("PORTRAIT_REDIS_PASSWORD")
                : secrets.resolve(LiveOptions.PASSWORD.key(), password)),
        project);
  }

  /** Names Redis and project. */
  @Override
  public String toString() {
    return url + " " + project;
  }
}
