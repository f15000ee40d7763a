package io.portrait.online;

import com.google.common.net.HostAndPort;
import io.portrait.secret.SecretVariable;
import java.io.Serializable;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;

/**
 * Where a Redis is and how to get in.
 *
 * @param uri {@code redis://host:port/database}, or {@code rediss://} for TLS; port 6379 and
 *     database 0 where it does not say; without credentials
 * @param user ACL user; empty for the default one
 * @param password empty for none; stands in no message and not in {@link #toString()}
 */
public record RedisAddress(String uri, String user, String password) implements Serializable {

  private static final long serialVersionUID = 1;
  private static final int DEFAULT_PORT = 6379;

  public RedisAddress {
    URI parsed = parse(uri);
    String authority = parsed.getRawAuthority();
    if (uri.indexOf('@') >= 0) {
      throw new IllegalArgumentException(
          "the Redis address holds a user or a password: give them apart from it");
    }
    if (!("redis".equals(parsed.getScheme()) || "rediss".equals(parsed.getScheme()))
        || authority == null
        || !parsed.getPath().matches("/?\\d{0,4}")) {
      throw notAnAddress(uri);
    }
    try {
      HostAndPort.fromString(authority);
    } catch (IllegalArgumentException e) {
      throw notAnAddress(uri);
    }
  }

  /** Without credentials. */
  public static RedisAddress of(String host, int port) {
    return new RedisAddress("redis://" + host + ":" + port, "", "");
  }

  /**
   * With the credentials of the environment: {@code PORTRAIT_REDIS_USER}, and {@code
   * PORTRAIT_REDIS_PASSWORD} or the file that {@code PORTRAIT_REDIS_PASSWORD_FILE} names.
   *
   * @param environment such as {@code System.getenv()}
   * @throws IllegalArgumentException if it is no address, or the password cannot be read; one line
   */
  public static RedisAddress withCredentials(String uri, Map<String, String> environment) {
    return new RedisAddress(
        uri,
        environment.getOrDefault("PORTRAIT_REDIS_USER", ""),
        SecretVariable.read(environment, "PORTRAIT_REDIS_PASSWORD"));
  }

  /** The host's name or address. */
  public String host() {
    return hostAndPort().getHost();
  }

  /** The port. */
  public int port() {
    return hostAndPort().getPortOrDefault(DEFAULT_PORT);
  }

  /** The number of the database. */
  public int database() {
    String digits = parse(uri).getPath().replace("/", "");
    return digits.isEmpty() ? 0 : Integer.parseInt(digits);
  }

  /** Whether it is spoken to through TLS. */
  public boolean tls() {
    return uri.startsWith("rediss:");
  }

  /** {@code Redis at host:port}: how messages name it. */
  @Override
  public String toString() {
    return "Redis at " + host() + ":" + port();
  }

  /** Not {@link URI#getHost()}, which knows no host with an underscore. */
  private HostAndPort hostAndPort() {
    return HostAndPort.fromString(parse(uri).getRawAuthority());
  }

  private static URI parse(String uri) {
    try {
      return new URI(uri);
    } catch (URISyntaxException e) {
      // Neither the text nor the cause is shown: a password may stand in them.
      throw notAnAddress("");
    }
  }

  private static IllegalArgumentException notAnAddress(String uri) {
    return new IllegalArgumentException(
        "a Redis address looks like redis://host:6379/0" + (uri.isEmpty() ? "" : ", not " + uri));
  }
}
