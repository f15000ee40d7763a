package io.portrait.online;

import com.google.common.net.HostAndPort;
import io.portrait.secret.SecretVariable;
import io.portrait.tls.PemTls;
import java.io.Serializable;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Where a Redis is and how to get in.
 *
 * @param uri {@code redis://host:port/database}, or {@code rediss://} for TLS; {@code
 *     redis+cluster://host:port,host:port} (or {@code rediss+cluster://}) names some servers of a
 *     Redis Cluster, which tell of the others; port 6379 and database 0 where it does not say;
 *     without credentials
 * @param user ACL user; empty for the default one
 * @param password empty for none; stands in no message and not in {@link #toString()}
 * @param tls whom {@code rediss://} trusts, and the certificate it shows
 */
public record RedisAddress(String uri, String user, String password, PemTls tls)
    implements Serializable {

  private static final long serialVersionUID = 1;
  private static final int DEFAULT_PORT = 6379;
  private static final String CLUSTER = "+cluster";

  public RedisAddress {
    URI parsed = parse(uri);
    if (uri.indexOf('@') >= 0) {
      throw new IllegalArgumentException(
          "the Redis address holds a user or a password: give them apart from it");
    }
    String scheme = String.valueOf(parsed.getScheme());
    boolean cluster = scheme.endsWith(CLUSTER);
    String plain = cluster ? scheme.substring(0, scheme.length() - CLUSTER.length()) : scheme;
    if (!("redis".equals(plain) || "rediss".equals(plain))
        || parsed.getRawAuthority() == null
        || parsed.getRawQuery() != null
        || parsed.getRawFragment() != null
        || !parsed.getPath().matches("/?\\d{0,4}")) {
      throw notAnAddress(uri);
    }
    if (!tls.isDefault() && !scheme.startsWith("rediss")) {
      throw new IllegalArgumentException(
          "a CA or a certificate is for rediss://, which this is not: " + uri);
    }
    if (cluster && !parsed.getPath().matches("/?0?")) {
      throw new IllegalArgumentException("a Redis Cluster has no database but 0: " + uri);
    }
    List<HostAndPort> nodes;
    try {
      nodes = nodes(parsed);
    } catch (IllegalArgumentException e) {
      throw notAnAddress(uri);
    }
    if (!cluster && nodes.size() > 1) {
      throw new IllegalArgumentException(
          "several Redis servers are a cluster, which looks like redis+cluster://one:6379,two:6379,"
              + " not "
              + uri);
    }
  }

  /** One whose certificate Java trusts by itself, if it has any. */
  public RedisAddress(String uri, String user, String password) {
    this(uri, user, password, PemTls.DEFAULT);
  }

  /** Without credentials. */
  public static RedisAddress of(String host, int port) {
    return new RedisAddress("redis://" + host + ":" + port, "", "");
  }

  /**
   * With the credentials of the environment: {@code PORTRAIT_REDIS_USER}, and {@code
   * PORTRAIT_REDIS_PASSWORD} or the file that {@code PORTRAIT_REDIS_PASSWORD_FILE} names; for TLS
   * the PEM files that {@code PORTRAIT_REDIS_CA}, {@code PORTRAIT_REDIS_CERTIFICATE} and {@code
   * PORTRAIT_REDIS_KEY} name.
   *
   * @param environment such as {@code System.getenv()}
   * @throws IllegalArgumentException if it is no address, or a file cannot be read; one line
   */
  public static RedisAddress withCredentials(String uri, Map<String, String> environment) {
    return new RedisAddress(
        uri,
        environment.getOrDefault("PORTRAIT_REDIS_USER", ""),
        SecretVariable.read(environment, "PORTRAIT_REDIS_PASSWORD"),
        PemTls.of(environment, "PORTRAIT_REDIS"));
  }

  /** The name or address of the host; of a cluster, of the first that is named. */
  public String host() {
    return nodes().get(0).getHost();
  }

  /** The port; of a cluster, of the first host that is named. */
  public int port() {
    return nodes().get(0).getPort();
  }

  /** The number of the database. */
  public int database() {
    String digits = parse(uri).getPath().replace("/", "");
    return digits.isEmpty() ? 0 : Integer.parseInt(digits);
  }

  /** Whether it is spoken to through TLS. */
  public boolean isTls() {
    return uri.startsWith("rediss");
  }

  /** Whether it is a Redis Cluster. */
  public boolean isCluster() {
    return String.valueOf(parse(uri).getScheme()).endsWith(CLUSTER);
  }

  /** {@code Redis at host:port}: how messages name it. */
  @Override
  public String toString() {
    return (isCluster() ? "the Redis cluster at " : "Redis at ")
        + nodes().stream()
            .map(node -> node.getHost() + ":" + node.getPort())
            .collect(Collectors.joining(","));
  }

  /** The servers that are named, at least one, each with a port. */
  List<HostAndPort> nodes() {
    return nodes(parse(uri));
  }

  /** Not {@link URI#getHost()}, which knows no host with an underscore. */
  private static List<HostAndPort> nodes(URI uri) {
    return Arrays.stream(uri.getRawAuthority().split(",", -1)).map(RedisAddress::node).toList();
  }

  private static HostAndPort node(String text) {
    HostAndPort node = HostAndPort.fromString(text).withDefaultPort(DEFAULT_PORT);
    if (node.getHost().isEmpty()) {
      throw new IllegalArgumentException("no host");
    }
    return node;
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
