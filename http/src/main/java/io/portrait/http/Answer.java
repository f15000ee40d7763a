package io.portrait.http;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What is sent back.
 *
 * @param status HTTP status
 * @param contentType of the body
 * @param body not changed any more
 * @param headers further ones
 */
record Answer(int status, String contentType, byte[] body, Map<String, String> headers) {

  /** The type of everything but metrics and problems. */
  static final String JSON = "application/json";

  /** 200, and JSON. */
  static Answer json(byte[] body) {
    return new Answer(200, JSON, body, Map.of());
  }

  /** 200, and text of a type. */
  static Answer text(String contentType, String body) {
    return new Answer(200, contentType, body.getBytes(StandardCharsets.UTF_8), Map.of());
  }
}
