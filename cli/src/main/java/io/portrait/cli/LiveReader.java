package io.portrait.cli;

import io.portrait.definition.Definition;
import io.portrait.http.BearerTokens;
import io.portrait.http.HttpOptions;
import io.portrait.http.ProfileServer;
import io.portrait.http.ServerSettings;
import io.portrait.online.RedisAddress;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The HTTP reader of {@code up}, on this machine only; none if it was not wanted. */
final class LiveReader implements AutoCloseable {

  private static final int MAX_PORT = 65_535;

  private final Optional<ProfileServer> server;

  /** Whether, and where. */
  static final class Options {
    @Option(
        names = "--http-port",
        paramLabel = "PORT",
        description = "Port of the HTTP reader (default: 8080 if free, else any).")
    private @Nullable Integer port;

    @Option(names = "--no-http", description = "Do not serve profiles over HTTP.")
    private boolean none;

    /**
     * Checks what picocli cannot.
     *
     * @throws Failure if a value, or a token in the environment, makes no sense
     */
    void check() {
      if (port != null && (none || port < 0 || port > MAX_PORT)) {
        throw Failure.wrongUse(
            none
                ? "--http-port and --no-http: one of them has to go"
                : "--http-port: 0 to " + MAX_PORT + ", not " + port);
      }
      try {
        BearerTokens.of(System.getenv());
      } catch (IllegalArgumentException e) {
        throw Failure.wrongUse(Failure.reason(e));
      }
    }
  }

  private LiveReader(Optional<ProfileServer> server) {
    this.server = server;
  }

  /** None, for a job that is up for something else than to be asked. */
  static LiveReader none() {
    return new LiveReader(Optional.empty());
  }

  /**
   * Starts it, unless it is not wanted.
   *
   * @param say takes a line about it
   * @throws Failure if it cannot listen
   */
  static LiveReader start(
      Options options, Definition definition, RedisAddress redis, Consumer<String> say) {
    if (options.none) {
      return none();
    }
    try {
      ProfileServer server =
          options.port == null
              ? startAnywhere(definition, redis)
              : start(definition, redis, options.port);
      say.accept(
          "HTTP        "
              + server.address()
              + "/v1/profiles/{user}"
              + (server.wantsToken() ? ", with a token" : ""));
      return new LiveReader(Optional.of(server));
    } catch (IllegalStateException e) {
      throw Failure.because(Failure.oneLine(e.getMessage()), e);
    }
  }

  /** Where it listens; empty where there is none. */
  String address() {
    return server.map(ProfileServer::address).orElse("");
  }

  /** A command to copy that reads a user's profile. */
  Optional<String> example(String user) {
    return server.map(running -> running.example(user));
  }

  @Override
  public void close() {
    server.ifPresent(ProfileServer::close);
  }

  /** At the usual port where it is free: people guess it. */
  private static ProfileServer startAnywhere(Definition definition, RedisAddress redis) {
    try {
      return start(definition, redis, HttpOptions.DEFAULT_PORT);
    } catch (IllegalStateException inUse) {
      return start(definition, redis, 0);
    }
  }

  private static ProfileServer start(Definition definition, RedisAddress redis, int port) {
    return ProfileServer.start(ServerSettings.local(definition, redis, port, System.getenv()));
  }
}
