package io.portrait.http;

import io.portrait.definition.Definition;
import io.portrait.event.Pseudonyms;
import io.portrait.online.RedisAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Where and to whom profiles are served, on a command line; beside it, tokens in the environment.
 */
public final class HttpOptions {

  /** Where a reader listens unless it is said. */
  public static final int DEFAULT_PORT = 8080;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Where to listen; 0 for any free port (default: ${DEFAULT-VALUE}).")
  private int port = DEFAULT_PORT;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description =
          "The name or address to listen at, 0.0.0.0 for all of this machine's (default: 127.0.0.1,"
              + " seen from this machine only). Others want a token: it stands in"
              + " PORTRAIT_HTTP_TOKEN, or in the file that PORTRAIT_HTTP_TOKEN_FILE names; several"
              + " with commas between them.")
  private String host = ServerSettings.THIS_MACHINE;

  @Option(
      names = "--tls-cert",
      paramLabel = "F.pem",
      description = "Certificate chain, for https; with --tls-key.")
  private @Nullable Path certificate;

  @Option(
      names = "--tls-key",
      paramLabel = "F.pem",
      description = "Its private key, PKCS #8, not encrypted.")
  private @Nullable Path key;

  @Option(
      names = "--users-per-batch",
      paramLabel = "N",
      description = "The most users one request may ask for (default: 1000).")
  private int usersPerBatch = Limits.DEFAULT.usersPerBatch();

  /**
   * With what is served.
   *
   * @param environment such as {@code System.getenv()}
   * @throws IllegalArgumentException if something makes no sense; one line, without secrets
   */
  public ServerSettings settings(
      Definition definition, RedisAddress redis, Map<String, String> environment) {
    if ((certificate == null) != (key == null)) {
      throw new IllegalArgumentException("--tls-cert and --tls-key go together");
    }
    return new ServerSettings(
        definition,
        redis,
        host,
        port,
        BearerTokens.of(environment),
        certificate == null || key == null
            ? Optional.empty()
            : Optional.of(new ServerSettings.Tls(certificate, key)),
        Limits.DEFAULT.withUsersPerBatch(usersPerBatch),
        Pseudonyms.known(definition.events(), environment));
  }
}
