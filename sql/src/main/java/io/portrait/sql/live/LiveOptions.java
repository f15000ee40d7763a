package io.portrait.sql.live;

import io.portrait.job.Secrets;
import java.time.Duration;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.connector.source.lookup.LookupOptions;
import org.apache.flink.table.connector.source.lookup.LookupOptions.LookupCacheType;

/** What may be said in {@code WITH (...)}, beside Flink's own options of look-ups. */
public final class LiveOptions {

  /** The connector's name. */
  public static final String CONNECTOR = "portrait-redis";

  /** Where Redis is. */
  public static final ConfigOption<String> URL =
      ConfigOptions.key("url")
          .stringType()
          .noDefaultValue()
          .withDescription("redis://HOST:PORT/DATABASE, or rediss:// for TLS; no credentials.");

  /** Whose profiles. */
  public static final ConfigOption<String> PROJECT =
      ConfigOptions.key("project")
          .stringType()
          .noDefaultValue()
          .withDescription("The project of the definition file.");

  /** Who asks. */
  public static final ConfigOption<String> USER =
      ConfigOptions.key("user")
          .stringType()
          .defaultValue("")
          .withDescription(
              "ACL user; PORTRAIT_REDIS_USER of the workers' environment where it is not said.");

  /** Where the password is; never the password. */
  public static final ConfigOption<String> PASSWORD =
      ConfigOptions.key("password")
          .stringType()
          .defaultValue("")
          .withDescription(
              "${env:NAME} or ${file:PATH}, read where the table is: by the workers;"
                  + " PORTRAIT_REDIS_PASSWORD or the file PORTRAIT_REDIS_PASSWORD_FILE where it is"
                  + " not said.");

  /** How long a look-up may take. */
  public static final ConfigOption<Duration> TIMEOUT =
      ConfigOptions.key("timeout")
          .durationType()
          .defaultValue(Duration.ofSeconds(10))
          .withDescription("How long a look-up may take, tries and pauses included.");

  static final Set<ConfigOption<?>> REQUIRED = Set.of(URL, PROJECT);

  static final Set<ConfigOption<?>> OPTIONAL =
      Set.of(
          USER,
          PASSWORD,
          TIMEOUT,
          LookupOptions.CACHE_TYPE,
          LookupOptions.MAX_RETRIES,
          LookupOptions.PARTIAL_CACHE_EXPIRE_AFTER_ACCESS,
          LookupOptions.PARTIAL_CACHE_EXPIRE_AFTER_WRITE,
          LookupOptions.PARTIAL_CACHE_CACHE_MISSING_KEY,
          LookupOptions.PARTIAL_CACHE_MAX_ROWS);

  private LiveOptions() {}

  /**
   * Checks what Flink does not.
   *
   * @throws ValidationException if something is wrong; one line
   */
  static void check(ReadableConfig options) {
    try {
      if (!options.get(PASSWORD).isEmpty()) {
        Secrets.refuseSecret(PASSWORD.key(), options.get(PASSWORD));
      }
      new LiveAddress(options).check();
    } catch (IllegalArgumentException e) {
      throw new ValidationException(String.valueOf(e.getMessage()), e);
    }
    if (options.get(LookupOptions.CACHE_TYPE) == LookupCacheType.FULL) {
      throw new ValidationException(
          "'lookup.cache' is NONE or PARTIAL: profiles change too often for a full copy");
    }
    if (options.get(LookupOptions.MAX_RETRIES) < 0) {
      throw new ValidationException("'lookup.max-retries' is 0 or more");
    }
  }
}
