package io.portrait.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Holds every answer that a test gets to what {@code /openapi.json} promises. */
final class Contract {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final JsonNode description;
  private final Map<String, JsonSchema> schemas = new ConcurrentHashMap<>();

  Contract(JsonNode description) {
    this.description = description;
  }

  /** Fails unless status, headers, type and body are as described. */
  void check(String method, String rawPath, HttpResponse<byte[]> response) {
    String template = template(rawPath);
    String what = method + " " + template + " " + response.statusCode();
    if (template.equals("none")) {
      assertThat(response.statusCode()).as(what).isEqualTo(404);
    }
    assertThat(response.headers().firstValue("X-Request-Id")).as(what).isPresent();
    assertThat(response.headers().firstValue("Cache-Control")).as(what).hasValue("no-store");
    JsonNode promised = promised(template, method, response.statusCode());
    assertThat(promised.isMissingNode()).as(what + " is not described").isFalse();
    promised
        .path("headers")
        .fieldNames()
        .forEachRemaining(
            header -> assertThat(response.headers().firstValue(header)).as(what).isPresent());
    String type = before(';', response.headers().firstValue("Content-Type").orElse(""));
    JsonNode media = promised.path("content").path(type);
    assertThat(media.isMissingNode()).as(what + " as " + type + " is not described").isFalse();
    if (!method.equals("HEAD") && type.endsWith("json")) {
      checkBody(what, media.get("schema"), response.body());
    }
  }

  private void checkBody(String what, JsonNode schema, byte[] body) {
    JsonSchema validator =
        schemas.computeIfAbsent(
            schema.toString(),
            text -> {
              ObjectNode whole = schema.deepCopy();
              whole.set("components", description.get("components"));
              return JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(whole);
            });
    try {
      Set<ValidationMessage> wrong = validator.validate(JSON.readTree(body));
      assertThat(wrong).as(what).isEmpty();
    } catch (IOException e) {
      throw new AssertionError(
          what + " is no JSON: " + new String(body, StandardCharsets.UTF_8), e);
    }
  }

  private static String before(char mark, String text) {
    int end = text.indexOf(mark);
    return end < 0 ? text : text.substring(0, end);
  }

  /** Which path of the description a path is one of. */
  private String template(String rawPath) {
    String bare = before('?', rawPath);
    if (description.path("paths").has(bare)) {
      return bare;
    }
    return bare.matches("/v1/profiles/[^/]*") ? "/v1/profiles/{user}" : "none";
  }

  private JsonNode promised(String template, String method, int status) {
    if (template.equals("none")) {
      return description.at("/components/responses/Problem");
    }
    JsonNode path = description.path("paths").path(template);
    String wanted = method.equals("HEAD") ? "get" : method.toLowerCase(Locale.ROOT);
    // What is refused for its method is described where the method would be right.
    JsonNode operation = path.has(wanted) ? path.get(wanted) : path.elements().next();
    JsonNode response = operation.path("responses").path(String.valueOf(status));
    return response.has("$ref")
        ? description.at(response.get("$ref").asText().substring(1))
        : response;
  }
}
