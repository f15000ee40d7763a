package io.portrait.http;

import io.portrait.yaml.NearestName;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;

/**
 * A request that has been let in.
 *
 * @param request as Jetty has it
 * @param variable what stands in the path where the route has a variable, decoded; else empty
 */
record Call(Request request, String variable) {

  /**
   * The parameters behind the question mark.
   *
   * @throws Problem 400, if they are not form-encoded UTF-8, or one is not among {@code known}
   */
  Fields query(Collection<String> known) {
    Fields query;
    try {
      query = Request.extractQueryParameters(request, StandardCharsets.UTF_8);
    } catch (RuntimeException e) {
      throw Problem.wrongRequest("what follows the ? is not form-encoded UTF-8");
    }
    for (String name : query.getNames()) {
      if (!known.contains(name)) {
        throw Problem.wrongRequest("no parameter '" + name + "'" + NearestName.hint(name, known));
      }
    }
    return query;
  }

  /** The value of a parameter that may be there once. */
  static Optional<String> single(Fields query, String name) {
    List<String> values = query.getValuesOrEmpty(name);
    if (values.size() > 1) {
      throw Problem.wrongRequest("the parameter '" + name + "' is there twice");
    }
    return values.stream().findFirst();
  }

  /**
   * The body, once all of it is there.
   *
   * @return fails with a {@link Problem}: 413 if it is larger than {@code limit} bytes, 400 if it
   *     does not arrive
   */
  CompletableFuture<byte[]> body(int limit) {
    if (request.getLength() > limit) {
      return CompletableFuture.failedFuture(tooLarge(limit));
    }
    CompletableFuture<byte[]> body = new CompletableFuture<>();
    Content.Source.asByteArrayAsync(
        request,
        limit,
        Promise.Invocable.from(
            InvocationType.NON_BLOCKING,
            body::complete,
            failure -> body.completeExceptionally(problem(failure, limit))));
    return body;
  }

  private static Problem problem(Throwable failure, int limit) {
    return failure instanceof IllegalStateException // as Jetty says that it is too large
        ? tooLarge(limit)
        : Problem.wrongRequest("the body did not arrive whole");
  }

  private static Problem tooLarge(int limit) {
    return Problem.of(HttpStatus.PAYLOAD_TOO_LARGE_413, "a body has at most " + limit + " bytes");
  }
}
