package io.portrait.http;

import io.portrait.definition.Definition;
import io.portrait.event.Pseudonyms;
import io.portrait.online.RedisAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What a {@link ProfileServer} serves, where, and to whom.
 *
 * @param definition what the rows were computed by: which features and views can be asked for
 * @param redis where they are
 * @param host name or address to listen at
 * @param port to listen at; 0 for any free one
 * @param tokens who may read
 * @param tls how it is encrypted; empty for plain HTTP
 * @param limits how much one may ask for
 * @param pseudonyms what users are called in Redis, by the ids that readers ask for
 */
public record ServerSettings(
    Definition definition,
    RedisAddress redis,
    String host,
    int port,
    BearerTokens tokens,
    Optional<Tls> tls,
    Limits limits,
    Pseudonyms pseudonyms) {

  /** Where it listens unless it is said: seen from this machine only. */
  public static final String THIS_MACHINE = "127.0.0.1";

  private static final int MAX_PORT = 65_535;

  /**
   * PEM files.
   *
   * @param certificate the chain, the server's own first
   * @param key in PKCS #8, not encrypted
   */
  public record Tls(Path certificate, Path key) {}

  public ServerSettings {
    if (port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException("port " + port + ": 0 to " + MAX_PORT);
    }
    if (tokens.isEmpty() && !DoorKeeper.isThisMachine(host)) {
      throw new IllegalArgumentException(
          "at "
              + host
              + " everybody could read the profiles: set "
              + BearerTokens.VARIABLE
              + " (or "
              + BearerTokens.VARIABLE
              + "_FILE) to a token that readers have to show");
    }
  }

  /** For readers who ask for users as they are called in Redis. */
  ServerSettings(
      Definition definition,
      RedisAddress redis,
      String host,
      int port,
      BearerTokens tokens,
      Optional<Tls> tls,
      Limits limits) {
    this(definition, redis, host, port, tokens, tls, limits, Pseudonyms.NONE);
  }

  /**
   * On this machine, in plain HTTP.
   *
   * @param environment such as {@code System.getenv()}: {@code PORTRAIT_HTTP_TOKEN} holds the
   *     tokens, {@link Pseudonyms#VARIABLE} the key where the definitions ask for one
   * @throws IllegalArgumentException if a token or the key makes no sense; one line, without it
   */
  public static ServerSettings local(
      Definition definition, RedisAddress redis, int port, Map<String, String> environment) {
    return new ServerSettings(
        definition,
        redis,
        THIS_MACHINE,
        port,
        BearerTokens.of(environment),
        Optional.empty(),
        Limits.DEFAULT,
        Pseudonyms.known(definition.events(), environment));
  }
}
