package io.portrait.http;

import io.portrait.client.ProfileClient;
import io.portrait.tls.PemKeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jetty.compression.gzip.GzipCompression;
import org.eclipse.jetty.compression.server.CompressionConfig;
import org.eclipse.jetty.compression.server.CompressionHandler;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * Serves profiles over HTTP until it is closed; {@code docs/http.md} says what may be asked.
 *
 * <p>Jetty's core, without servlets: a request is read, handed to the client and forgotten; whoever
 * of the client's threads has the answer sends it. So a slow Redis holds up no thread here, and a
 * handful of them serves any number of connections.
 */
public final class ProfileServer implements AutoCloseable {

  private static final int THREADS = 16;
  private static final int REDIS_CONNECTIONS = 8;
  private static final int HEADER_BYTES = 16 * 1_024;

  /** Below, packing costs more than it saves. */
  private static final int PACKED_FROM_BYTES = 4 * 1_024;

  /** How long a stop waits for what is being answered. */
  private static final Duration DRAIN = Duration.ofSeconds(10);

  private final ServerSettings settings;
  private final ProfileClient client;
  private final HttpMetrics metrics;
  private final Server server;
  private final ServerConnector connector;
  private final List<Route> routes;

  private ProfileServer(ServerSettings settings) {
    this.settings = settings;
    client =
        ProfileClient.builder(settings.definition().project())
            .redis(settings.redis())
            .definition(settings.definition())
            .pseudonyms(settings.pseudonyms())
            .connections(REDIS_CONNECTIONS)
            .build();
    Room room = new Room(settings.limits().requestsInFlight());
    metrics = new HttpMetrics(room);
    QueuedThreadPool threads = new QueuedThreadPool(THREADS);
    threads.setName("portrait-http");
    threads.setDaemon(true);
    routes = routes(threads);
    server = new Server(threads);
    server.setStopTimeout(DRAIN.toMillis());
    server.setErrorHandler(new ProblemPages());
    server.setHandler(
        new GracefulHandler(
            packing(new Router(routes, new DoorKeeper(settings.tokens()), room, metrics))));
    connector = connector();
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(settings.limits().connections(), server));
  }

  /**
   * Starts to serve. Redis need not be there yet: until it is, answers say so.
   *
   * @throws IllegalArgumentException if certificate or key cannot be used; one line
   * @throws IllegalStateException if it cannot listen there; one line
   */
  public static ProfileServer start(ServerSettings settings) {
    ProfileServer started = new ProfileServer(settings);
    try {
      started.server.start();
      return started;
    } catch (Exception e) {
      started.close();
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IllegalStateException(
          "cannot listen at " + settings.host() + ":" + settings.port() + ": " + cause.getMessage(),
          e);
    }
  }

  /** The paths it knows, as the description has them. */
  Set<String> templates() {
    return routes.stream().map(Route::template).collect(Collectors.toUnmodifiableSet());
  }

  /** Where it listens: {@code http://127.0.0.1:8080}. */
  public String address() {
    String host = settings.host();
    return (settings.tls().isPresent() ? "https://" : "http://")
        + (host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host)
        + ":"
        + connector.getLocalPort();
  }

  /** Whether readers have to show a token. */
  public boolean wantsToken() {
    return !settings.tokens().isEmpty();
  }

  /** A command to copy that reads a user's profile. */
  public String example(String user) {
    return "curl "
        + (wantsToken() ? "-H \"Authorization: Bearer $TOKEN\" " : "")
        + address()
        + "/v1/profiles/"
        + PercentEncoding.encode(user);
  }

  /** Answers what it has begun to, for ten seconds at most, and ends. */
  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the HTTP reader did not stop: " + e.getMessage(), e);
    } finally {
      client.close();
      metrics.close();
    }
  }

  private List<Route> routes(QueuedThreadPool threads) {
    Views views = new Views(client, settings.definition());
    List<Route> routes = new ArrayList<>();
    routes.add(new ProfileRoute(views, settings.limits(), metrics));
    routes.add(new BatchRoute(views, settings.limits(), metrics, threads));
    routes.addAll(Pages.of(settings.definition(), settings.limits(), views, metrics));
    return routes;
  }

  private static Handler packing(Handler handler) {
    GzipCompression gzip = new GzipCompression();
    gzip.setMinCompressSize(PACKED_FROM_BYTES);
    CompressionHandler packing = new CompressionHandler(handler);
    packing.putCompression(gzip);
    packing.putConfiguration(
        "/*", CompressionConfig.builder().compressIncludeMimeType(Answer.JSON).build());
    return packing;
  }

  private ServerConnector connector() {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(HEADER_BYTES);
    // A user may be called "../x" or "a/b": paths are ours to read, strictly, and no file is
    // behind.
    http.setUriCompliance(UriCompliance.UNSAFE);
    HttpConnectionFactory plain = new HttpConnectionFactory(http);
    ServerConnector listening =
        settings
            .tls()
            .map(
                tls ->
                    new ServerConnector(
                        server, new SslConnectionFactory(context(tls), plain.getProtocol()), plain))
            .orElseGet(() -> new ServerConnector(server, plain));
    listening.setHost(settings.host());
    listening.setPort(settings.port());
    listening.setIdleTimeout(settings.limits().idle().toMillis());
    return listening;
  }

  private static SslContextFactory.Server context(ServerSettings.Tls tls) {
    SslContextFactory.Server context = new SslContextFactory.Server();
    context.setKeyStore(PemKeyStore.load(tls.certificate(), tls.key()));
    context.setKeyStorePassword(PemKeyStore.PASSWORD);
    return context;
  }
}
