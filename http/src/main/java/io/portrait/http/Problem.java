package io.portrait.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.eclipse.jetty.http.HttpStatus;

/** Why a request is not answered as it wished: the {@code problem+json} of RFC 9457. */
final class Problem extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** Seconds after which it is worth trying again. */
  private static final String SOON = "1";

  private final int status;
  private final transient Map<String, String> headers;

  private Problem(int status, String detail, Map<String, String> headers) {
    // It says what the client did, not where we were: no stack trace.
    super(detail, null, false, false);
    this.status = status;
    this.headers = headers;
  }

  /** A problem of a status, in one line. */
  static Problem of(int status, String detail) {
    return new Problem(status, detail, Map.of());
  }

  /** 400. */
  static Problem wrongRequest(String detail) {
    return of(HttpStatus.BAD_REQUEST_400, detail);
  }

  /** 401, and how to get in. */
  static Problem notAllowedIn(String detail, String challenge) {
    return new Problem(HttpStatus.UNAUTHORIZED_401, detail, Map.of("WWW-Authenticate", challenge));
  }

  /** 405, and what would do. */
  static Problem wrongMethod(String method, String allowed) {
    return new Problem(
        HttpStatus.METHOD_NOT_ALLOWED_405,
        "not " + method + " here: " + allowed,
        Map.of("Allow", allowed));
  }

  /** 503, which passes. */
  static Problem tryAgain(String detail) {
    return new Problem(HttpStatus.SERVICE_UNAVAILABLE_503, detail, Map.of("Retry-After", SOON));
  }

  /** HTTP status. */
  int status() {
    return status;
  }

  /**
   * As it is sent.
   *
   * @param requestId so that whoever reports it can be helped
   */
  Answer answer(String requestId) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("type", "about:blank");
    json.put("title", HttpStatus.getMessage(status));
    json.put("status", status);
    json.put("detail", getMessage());
    json.put("request_id", requestId);
    byte[] body = json.toString().getBytes(StandardCharsets.UTF_8);
    return new Answer(status, "application/problem+json", body, headers);
  }
}
