package io.portrait.http;

import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** What Jetty itself refuses, a request it cannot read for one, in the same form as what we do. */
final class ProblemPages extends ErrorHandler {

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    String requestId = RequestId.of(request.getHeaders().get(RequestId.HEADER));
    Object message = request.getAttribute(ERROR_MESSAGE);
    Answer answer =
        answer(response.getStatus(), message == null ? null : message.toString(), requestId);
    Router.send(answer, requestId, response, callback);
    return true;
  }

  private static Answer answer(int status, @Nullable String message, String requestId) {
    Problem problem =
        status == HttpStatus.SERVICE_UNAVAILABLE_503
            ? Problem.tryAgain("this server is being stopped")
            : Problem.of(status, message == null ? HttpStatus.getMessage(status) : message);
    return problem.answer(requestId);
  }
}
