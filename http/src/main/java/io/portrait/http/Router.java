package io.portrait.http;

import io.portrait.yaml.NearestName;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which route a request takes, whether it may, and what is sent back. */
final class Router extends Handler.Abstract {

  /** What routes are there for. */
  static final Set<String> METHODS = Set.of("GET", "HEAD", "POST");

  private static final Logger LOG = LoggerFactory.getLogger(Router.class);
  private static final String VARIABLE = "{user}";

  private final List<Route> routes;
  private final DoorKeeper door;
  private final Room room;
  private final HttpMetrics metrics;

  Router(List<Route> routes, DoorKeeper door, Room room, HttpMetrics metrics) {
    super(InvocationType.NON_BLOCKING);
    this.routes = List.copyOf(routes);
    this.door = door;
    this.room = room;
    this.metrics = metrics;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    String requestId = RequestId.of(request.getHeaders().get(RequestId.HEADER));
    Path path = path(request.getHttpURI().getPath());
    var unused =
        answer(request, path)
            .exceptionally(failure -> problem(failure, requestId).answer(requestId))
            .thenAccept(
                answer -> {
                  metrics.count(
                      path.route(),
                      request.getMethod(),
                      answer.status(),
                      System.nanoTime() - request.getBeginNanoTime());
                  send(answer, requestId, response, callback);
                })
            .exceptionally(
                failure -> {
                  callback.failed(failure);
                  return null;
                });
    return true;
  }

  /**
   * Where a path leads.
   *
   * @param route null for nowhere
   * @param variable as it stands in the path
   */
  private record Path(String text, @Nullable Route route, String variable) {}

  private CompletableFuture<Answer> answer(Request request, Path path) {
    try {
      Route route = path.route();
      if (route == null) {
        throw notFound(path.text());
      }
      door.check(request, route);
      Negotiation.check(request, route);
      Call call = new Call(request, PercentEncoding.decode(path.variable()));
      if (!route.limited()) {
        return route.answer(call);
      }
      room.enter();
      return inRoom(route, call);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletableFuture<Answer> inRoom(Route route, Call call) {
    try {
      return route.answer(call).whenComplete((answer, failure) -> room.leave());
    } catch (RuntimeException e) {
      room.leave();
      throw e;
    }
  }

  private Path path(String text) {
    for (Route route : routes) {
      String template = route.template();
      if (!template.endsWith(VARIABLE)) {
        if (template.equals(text)) {
          return new Path(text, route, "");
        }
        continue;
      }
      String before = template.substring(0, template.length() - VARIABLE.length());
      if (text.startsWith(before) && text.indexOf('/', before.length()) < 0) {
        return new Path(text, route, text.substring(before.length()));
      }
    }
    return new Path(text, null, "");
  }

  private Problem notFound(String path) {
    String profiles = "/v1/profiles/";
    if (path.startsWith(profiles)) {
      return Problem.of(HttpStatus.NOT_FOUND_404, "a / in a user id is written %2F");
    }
    List<String> templates = routes.stream().map(Route::template).toList();
    return Problem.of(
        HttpStatus.NOT_FOUND_404,
        "no such path" + NearestName.hint(path, templates) + ": /openapi.json says what there is");
  }

  private static Problem problem(Throwable failure, String requestId) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof Problem known) {
      return known;
    }
    // Without its message: a user id may stand there.
    Throwable nameless = new IllegalStateException(cause.getClass().getName());
    nameless.setStackTrace(cause.getStackTrace());
    LOG.error("Request {} was not answered", requestId, nameless);
    return Problem.of(
        HttpStatus.INTERNAL_SERVER_ERROR_500,
        "something is wrong here: the log tells more under the request's id");
  }

  /** Sends an answer whole. */
  static void send(Answer answer, String requestId, Response response, Callback callback) {
    response.setStatus(answer.status());
    response.getHeaders().put(RequestId.HEADER, requestId);
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.contentType());
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, answer.body().length);
    answer.headers().forEach(response.getHeaders()::put);
    response.write(true, ByteBuffer.wrap(answer.body()), callback);
  }
}
